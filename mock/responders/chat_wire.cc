#include "mock/responders/chat_wire.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/chat_usage.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;

Json finish_json(const Generation& said) {
  return said.finish_reason.empty() ? Json(nullptr) : Json(said.finish_reason);
}

Json chunk_json(const Generation& said, Json choices) {
  return {{"id", said.id},
          {"object", "chat.completion.chunk"},
          {"created", said.created},
          {"model", said.model->id},
          {"provider", said.endpoint->provider_name},
          {"choices", std::move(choices)}};
}

Json choice_json(Json delta, Json finish_reason) {
  return Json::array({{{"index", 0},
                       {"delta", std::move(delta)},
                       {"finish_reason", finish_reason},
                       {"native_finish_reason", finish_reason},
                       {"logprobs", nullptr}}});
}

std::string event(const Json& json) { return fmt::format("data: {}\n\n", core::dumped(json)); }

TokenFrame frame_with(const Generation& said, Json delta) {
  return frame_of(event(chunk_json(said, choice_json(std::move(delta), nullptr))));
}

/// One entry of `reasoning_details`; `key` is what holds its words.
Json reasoning_detail(std::string_view type, std::string_view key, std::string_view text) {
  Json detail = {{"type", type}};
  detail[std::string(key)] = text;
  detail["format"] = "unknown";
  detail["index"] = 0;
  return detail;
}

/// Adds reasoning to a delta or a message, in the shape that the settings ask for.
void show_reasoning(Json& holder, std::string_view text, ReasoningShape shape) {
  Json detail = reasoning_detail("reasoning.text", "text", text);
  if (shape == ReasoningShape::kSummary) {
    detail = reasoning_detail("reasoning.summary", "summary", text);
  } else if (shape == ReasoningShape::kEncrypted) {
    detail = reasoning_detail("reasoning.encrypted", "data", text);
  }
  holder["reasoning"] = shape == ReasoningShape::kEncrypted ? Json(nullptr) : Json(text);
  holder["reasoning_details"] = Json::array({std::move(detail)});
}

/// Proves nothing here; a client hands it back unread.
Json signature_detail(const Generation& said) {
  return reasoning_detail("reasoning.text", "signature", said.id.substr(said.id.rfind('-') + 1));
}

void build_frames(const Generation& said, ReasoningShape shape, Script& script) {
  script.content_frame = frame_with(said, {{"role", "assistant"}, {"content", kTokenMark}});
  Json reasoning = {{"role", "assistant"}, {"content", ""}};
  show_reasoning(reasoning, kTokenMark, shape);
  script.reasoning_frame = frame_with(said, std::move(reasoning));
  script.tool_frame = frame_with(
      said,
      {{"role", "assistant"},
       {"content", nullptr},
       {"tool_calls", Json::array({{{"index", 0}, {"function", {{"arguments", kTokenMark}}}}})}});
}

/// Names the tool; its arguments follow as tokens, and it comes with the first of them.
std::string tool_call_event(const Generation& said) {
  const Json call = {{"index", 0},
                     {"id", said.tool_call_id},
                     {"type", "function"},
                     {"function", {{"name", said.tool_name}, {"arguments", ""}}}};
  return event(chunk_json(
      said, choice_json(
                {{"role", "assistant"}, {"content", nullptr}, {"tool_calls", Json::array({call})}},
                nullptr)));
}

Json usage_chunk(const Generation& said, UsageChunk shape, const Json& empty_delta) {
  Json choices = Json::array();
  if (shape == UsageChunk::kNullFinish) {
    choices = choice_json(empty_delta, nullptr);
  } else if (shape == UsageChunk::kRepeatedFinish) {
    choices = choice_json(empty_delta, finish_json(said));
  }
  Json json = chunk_json(said, std::move(choices));
  if (shape == UsageChunk::kRepeatedFinish) json["service_tier"] = tier_name(said.endpoint->tier);
  json["usage"] = usage_json(said);
  return json;
}

Json message_json(const Generation& said, ReasoningShape shape) {
  Json message = {{"role", "assistant"}, {"content", joined(said.content)}, {"refusal", nullptr}};
  if (said.reasoning_visible && !said.reasoning.empty()) {
    show_reasoning(message, joined(said.reasoning), shape);
    if (shape == ReasoningShape::kLateSignature) {
      message["reasoning_details"][0]["signature"] = signature_detail(said)["signature"];
    }
  }
  if (!said.tool_arguments.empty()) {
    message["content"] = nullptr;
    message["tool_calls"] = Json::array(
        {{{"index", 0},
          {"id", said.tool_call_id},
          {"type", "function"},
          {"function", {{"name", said.tool_name}, {"arguments", joined(said.tool_arguments)}}}}});
  }
  return message;
}

}  // namespace

Script chat_plain(const Generation& said, const Settings& settings) {
  const Json body = {
      {"id", said.id},
      {"object", "chat.completion"},
      {"created", said.created},
      {"model", said.model->id},
      {"provider", said.endpoint->provider_name},
      {"system_fingerprint", nullptr},
      {"service_tier", tier_name(said.endpoint->tier)},
      {"choices", Json::array({{{"index", 0},
                                {"finish_reason", finish_json(said)},
                                {"native_finish_reason", finish_json(said)},
                                {"logprobs", nullptr},
                                {"message", message_json(said, settings.reasoning_shape)}}})},
      {"usage", usage_json(said)}};
  const core::Duration delay = std::max(said.total_time(), said.first_token_at());
  return whole_script(200, api::fields::kJson, core::dumped(body), delay);
}

Script chat_stream(const Generation& said, const Settings& settings) {
  Script script = event_stream_script();
  build_frames(said, settings.reasoning_shape, script);
  const Json empty_delta = {{"role", "assistant"}, {"content", ""}};
  StreamPlan plan(script, settings);
  plan.open(said.first_token_at(), fmt::format(":{}\n\n", api::fields::kKeepAliveComment),
            event(chunk_json(said, choice_json(empty_delta, nullptr))));
  if (said.reasoning_visible) {
    plan.tokens(Part::kReasoning, said.reasoning);
  } else {
    plan.skip(said.reasoning);
  }
  plan.tokens(Part::kContent, said.content);
  if (!said.tool_arguments.empty()) {
    plan.event_with(said.tool_arguments, Part::kTool, tool_call_event(said));
    plan.tokens(Part::kTool, said.tool_arguments);
  }
  const bool shown = said.reasoning_visible && !said.reasoning.empty();
  if (shown && settings.reasoning_shape == ReasoningShape::kLateSignature) {
    Json late = empty_delta;
    late["reasoning_details"] = Json::array({signature_detail(said)});
    plan.event(Part::kRole, event(chunk_json(said, choice_json(std::move(late), nullptr))));
  }
  plan.event(Part::kFinish, event(chunk_json(said, choice_json(empty_delta, finish_json(said)))));
  plan.event(Part::kUsage, event(usage_chunk(said, settings.usage_chunk, empty_delta)));
  plan.event(Part::kDone, fmt::format("data: {}\n\n", api::fields::kDone));
  plan.end();
  return script;
}

void echo_upstream(Script& stream, const Generation& said,
                   const std::vector<const Endpoint*>& tried, std::string_view body) {
  Json sent = Json::parse(body, nullptr, false);
  if (!sent.is_object()) return;
  for (const char* const routing : {"provider", "models", "route", "debug"}) sent.erase(routing);
  auto at = std::find_if(stream.pieces.begin(), stream.pieces.end(),
                         [](const Piece& piece) { return piece.part == Part::kRole; });
  for (const Endpoint* const endpoint : tried) {
    sent["model"] = endpoint->model_id;
    Json chunk = chunk_json(said, Json::array());
    chunk["model"] = endpoint->model_id;
    chunk["provider"] = endpoint->provider_name;
    chunk["debug"] = {{"echo_upstream_body", sent}};
    const Piece piece = stream.make(Action::kBytes, Part::kComment, {}, event(chunk));
    at = std::next(stream.pieces.insert(at, piece));
  }
}

}  // namespace orbench::mock
