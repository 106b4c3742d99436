#include "mock/responders/messages_wire.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/cost.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;

Json stop_reason(const Generation& said) {
  if (said.finish_reason == "length") return "max_tokens";
  if (said.finish_reason == "tool_calls") return "tool_use";
  return said.finish_reason.empty() ? Json(nullptr) : Json("end_turn");
}

std::string_view tier_json(Tier tier) {
  return tier == Tier::kDefault ? "standard" : tier_name(tier);
}

Json usage_json(const Generation& said) {
  const Cost cost = cost_of(*said.endpoint, said.prompt_tokens, said.completion_tokens());
  return {{"input_tokens", said.prompt_tokens},
          {"output_tokens", said.completion_tokens()},
          {"cache_creation_input_tokens", 0},
          {"cache_read_input_tokens", 0},
          {"cache_creation", {{"ephemeral_5m_input_tokens", 0}, {"ephemeral_1h_input_tokens", 0}}},
          {"output_tokens_details", {{"thinking_tokens", said.reasoning.size()}}},
          {"server_tool_use", nullptr},
          {"service_tier", tier_json(said.endpoint->tier)},
          {"inference_geo", nullptr},
          {"cost", cost.total().dollars()},
          {"is_byok", false},
          {"cost_details",
           {{"upstream_inference_cost", cost.total().dollars()},
            {"upstream_inference_prompt_cost", cost.input.dollars()},
            {"upstream_inference_completions_cost", cost.output.dollars()}}}};
}

/// `toolu_` and the generation's own letters.
std::string tool_use_id(const Generation& said) {
  const std::string_view id = said.id;
  return std::string("toolu_").append(id.substr(id.rfind('-') + 1));
}

/// Proves nothing here; a client hands it back unread.
std::string signature(const Generation& said) {
  return said.id.substr(said.id.rfind('-') + 1) + "==";
}

Json message_json(const Generation& said) {
  return {{"id", said.id},
          {"type", "message"},
          {"role", "assistant"},
          {"model", said.model->id},
          {"provider", said.endpoint->provider_name},
          {"content", Json::array()},
          {"stop_reason", nullptr},
          {"stop_sequence", nullptr}};
}

/// The arguments as the object they are, or an empty one when the length limit cut them.
Json tool_input(const Generation& said) {
  Json input = Json::parse(joined(said.tool_arguments), nullptr, false);
  return input.is_object() ? input : Json::object();
}

std::string event(std::string_view type, const Json& members) {
  Json json = {{"type", type}};
  for (const auto& [key, value] : members.items()) json[key] = value;
  return fmt::format("event: {}\ndata: {}\n\n", type, core::dumped(json));
}

class MessagesStream {
 public:
  MessagesStream(const Generation& said, const Settings& settings)
      : said_(said), settings_(settings), script_(event_stream_script()), plan_(script_, settings) {
    script_.wire = Wire::kMessages;
  }

  Script play() {
    Json message = message_json(said_);
    message["usage"] = {{"input_tokens", said_.prompt_tokens}, {"output_tokens", 0}};
    plan_.open(said_.first_token_at(), fmt::format(":{}\n\n", api::fields::kKeepAliveComment),
               event("message_start", {{"message", message}}));
    plan_.event(Part::kRole, event("ping", Json::object()));
    if (!said_.reasoning_visible) {
      plan_.skip(said_.reasoning);
    } else if (!said_.reasoning.empty()) {
      begin_block({{"type", "thinking"}, {"thinking", ""}, {"signature", ""}});
      deltas(Part::kReasoning, script_.reasoning_frame, said_.reasoning, "thinking_delta",
             "thinking");
      plan_.event(Part::kRole,
                  delta({{"type", "signature_delta"}, {"signature", signature(said_)}}));
      end_block();
    }
    if (!said_.content.empty()) {
      begin_block({{"type", "text"}, {"text", ""}});
      deltas(Part::kContent, script_.content_frame, said_.content, "text_delta", "text");
      end_block();
    }
    if (!said_.tool_arguments.empty()) {
      begin_block({{"type", "tool_use"},
                   {"id", tool_use_id(said_)},
                   {"name", said_.tool_name},
                   {"input", Json::object()}});
      deltas(Part::kTool, script_.tool_frame, said_.tool_arguments, "input_json_delta",
             "partial_json");
      end_block();
    }
    finish();
    return std::move(script_);
  }

 private:
  void begin_block(const Json& block) {
    plan_.event(Part::kRole,
                event("content_block_start", {{"index", index_}, {"content_block", block}}));
  }

  [[nodiscard]] std::string delta(const Json& what) const {
    return event("content_block_delta", {{"index", index_}, {"delta", what}});
  }

  void deltas(Part part, TokenFrame& frame, const std::vector<Token>& tokens, std::string_view type,
              std::string_view key) {
    Json what = {{"type", type}};
    what[std::string(key)] = kTokenMark;
    frame = frame_of(delta(what));
    plan_.tokens(part, tokens);
  }

  void end_block() { plan_.event(Part::kRole, event("content_block_stop", {{"index", index_++}})); }

  void finish() {
    plan_.event(Part::kUsage,
                event("message_delta",
                      {{"delta", {{"stop_reason", stop_reason(said_)}, {"stop_sequence", nullptr}}},
                       {"usage", usage_json(said_)}}));
    plan_.event(Part::kFinish, event("message_stop", Json::object()));
    if (settings_.messages_done) {
      plan_.event(Part::kDone, fmt::format("event: data\ndata: {}\n\n", api::fields::kDone));
    }
    plan_.end();
  }

  const Generation& said_;
  const Settings& settings_;
  Script script_;
  StreamPlan plan_;
  int index_ = 0;
};

}  // namespace

Script messages_plain(const Generation& said) {
  Json message = message_json(said);
  Json& content = message["content"];
  if (said.reasoning_visible && !said.reasoning.empty()) {
    content.push_back({{"type", "thinking"},
                       {"thinking", joined(said.reasoning)},
                       {"signature", signature(said)}});
  }
  if (!said.content.empty()) {
    content.push_back({{"type", "text"}, {"text", joined(said.content)}, {"citations", nullptr}});
  }
  if (!said.tool_arguments.empty()) {
    content.push_back({{"type", "tool_use"},
                       {"id", tool_use_id(said)},
                       {"name", said.tool_name},
                       {"input", tool_input(said)}});
  }
  message["stop_reason"] = stop_reason(said);
  message["usage"] = usage_json(said);
  const core::Duration delay = std::max(said.total_time(), said.first_token_at());
  return whole_script(200, api::fields::kJson, core::dumped(message), delay);
}

Script messages_stream(const Generation& said, const Settings& settings) {
  return MessagesStream(said, settings).play();
}

}  // namespace orbench::mock
