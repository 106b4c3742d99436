#include "mock/responders/chat_wire.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "mock/error_reply.h"
#include "mock/responders/chat_usage.h"

namespace orbench::mock {
namespace {

using core::Json;

// Stands where a token goes while a frame is built; no other text of a chunk can hold it.
constexpr std::string_view kTokenMark = "<token>";

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

std::string event(const Json& json) { return fmt::format("data: {}\n\n", dumped(json)); }

/// Cuts an event at its token marks (one or two).
TokenFrame frame_of(const Generation& said, Json delta) {
  const std::string whole = event(chunk_json(said, choice_json(std::move(delta), nullptr)));
  const auto first = whole.find(kTokenMark);
  const auto last = whole.rfind(kTokenMark);
  TokenFrame frame{
      whole.substr(0, first), {}, whole.substr(last + kTokenMark.size()), first != last};
  const auto after_first = first + kTokenMark.size();
  if (frame.twice) frame.middle = whole.substr(after_first, last - after_first);
  return frame;
}

Json reasoning_detail(std::string_view text) {
  return {{"type", "reasoning.text"}, {"text", text}, {"format", "unknown"}, {"index", 0}};
}

void build_frames(const Generation& said, Script& script) {
  script.content_frame = frame_of(said, {{"role", "assistant"}, {"content", kTokenMark}});
  script.reasoning_frame =
      frame_of(said, {{"role", "assistant"},
                      {"content", ""},
                      {"reasoning", kTokenMark},
                      {"reasoning_details", Json::array({reasoning_detail(kTokenMark)})}});
  script.tool_frame = frame_of(
      said,
      {{"role", "assistant"},
       {"content", nullptr},
       {"tool_calls", Json::array({{{"index", 0}, {"function", {{"arguments", kTokenMark}}}}})}});
}

/// Adds the parts of a stream in order, keeping count of the time that hidden tokens took.
class StreamBuilder {
 public:
  StreamBuilder(const Generation& said, const Settings& settings, Script& script)
      : said_(said), settings_(settings), script_(script) {}

  /// Everything before the first token; `ttft` is when that comes.
  void open(core::Duration ttft) {
    core::Duration at{};
    for (std::int64_t i = 0; i < settings_.keep_alive_count; ++i) {
      const core::Duration due = std::min(i * settings_.keep_alive_interval, ttft * 3 / 4);
      script_.add(Action::kBytes, Part::kComment, due - at,
                  fmt::format(":{}\n\n", api::fields::kKeepAliveComment));
      at = due;
    }
    const core::Duration due = ttft * 3 / 4;
    script_.add(
        Action::kBytes, Part::kRole, due - at,
        event(chunk_json(said_, choice_json({{"role", "assistant"}, {"content", ""}}, nullptr))));
    // The first token's own delay counts from the request, so what has passed is taken off.
    waited_ = -due;
  }

  void tokens(Part part, const std::vector<Token>& tokens) {
    const auto chunk = static_cast<std::size_t>(settings_.tokens_per_chunk);
    for (std::size_t i = 0; i < tokens.size(); i += chunk) {
      const std::size_t end = std::min(tokens.size(), i + chunk);
      text_.clear();
      for (std::size_t k = i; k < end; ++k) {
        text_ += tokens[k].text;
        waited_ += tokens[k].took;
      }
      script_.add(Action::kToken, part, take_wait(), text_);
    }
  }

  void skip(const std::vector<Token>& hidden) {
    for (const Token& token : hidden) waited_ += token.took;
  }

  /// Names the tool; its arguments follow as tokens, and it comes with the first of them.
  void tool_call() {
    waited_ += said_.tool_arguments.front().took;
    const Json call = {{"index", 0},
                       {"id", said_.tool_call_id},
                       {"type", "function"},
                       {"function", {{"name", said_.tool_name}, {"arguments", ""}}}};
    script_.add(Action::kBytes, Part::kTool, take_wait(),
                event(chunk_json(said_, choice_json({{"role", "assistant"},
                                                     {"content", nullptr},
                                                     {"tool_calls", Json::array({call})}},
                                                    nullptr))));
    waited_ -= said_.tool_arguments.front().took;
  }

  void close() {
    const Json empty_delta = {{"role", "assistant"}, {"content", ""}};
    script_.add(Action::kBytes, Part::kFinish, take_wait(),
                event(chunk_json(said_, choice_json(empty_delta, finish_json(said_)))));
    script_.add(Action::kBytes, Part::kUsage, {}, event(usage_chunk(empty_delta)));
    script_.add(Action::kBytes, Part::kDone, {}, fmt::format("data: {}\n\n", api::fields::kDone));
    script_.add(Action::kEnd, Part::kEnd, {}, {});
  }

 private:
  core::Duration take_wait() { return std::exchange(waited_, {}); }

  [[nodiscard]] Json usage_chunk(const Json& empty_delta) const {
    Json choices = Json::array();
    if (settings_.usage_chunk == UsageChunk::kNullFinish) {
      choices = choice_json(empty_delta, nullptr);
    } else if (settings_.usage_chunk == UsageChunk::kRepeatedFinish) {
      choices = choice_json(empty_delta, finish_json(said_));
    }
    Json json = chunk_json(said_, std::move(choices));
    if (settings_.usage_chunk == UsageChunk::kRepeatedFinish) json["service_tier"] = "default";
    json["usage"] = usage_json(said_);
    return json;
  }

  const Generation& said_;
  const Settings& settings_;
  Script& script_;
  core::Duration waited_{};
  std::string text_;
};

std::string joined(const std::vector<Token>& tokens) {
  std::string text;
  for (const Token& token : tokens) text += token.text;
  return text;
}

/// Token texts are escaped for the stream; a whole body is escaped by the JSON writer.
std::string unescaped(std::string text) {
  std::erase(text, '\\');
  return text;
}

Json message_json(const Generation& said) {
  Json message = {{"role", "assistant"}, {"content", joined(said.content)}, {"refusal", nullptr}};
  if (said.reasoning_visible && !said.reasoning.empty()) {
    const std::string text = joined(said.reasoning);
    message["reasoning"] = text;
    message["reasoning_details"] = Json::array({reasoning_detail(text)});
  }
  if (!said.tool_arguments.empty()) {
    message["content"] = nullptr;
    message["tool_calls"] = Json::array(
        {{{"index", 0},
          {"id", said.tool_call_id},
          {"type", "function"},
          {"function",
           {{"name", said.tool_name}, {"arguments", unescaped(joined(said.tool_arguments))}}}}});
  }
  return message;
}

void identify(const Generation& said, Script& script) {
  script.model = said.model->id;
  script.provider = said.endpoint->provider_name;
  script.generation_id = said.id;
}

/// When the first token comes; with none at all, what one would have taken at the median.
core::Duration first_token_at(const Generation& said) {
  for (const auto* tokens : {&said.reasoning, &said.content, &said.tool_arguments}) {
    if (!tokens->empty()) return tokens->front().took;
  }
  return said.endpoint->latency.ttft.median;
}

}  // namespace

Script chat_plain(const Generation& said) {
  const Json body = {{"id", said.id},
                     {"object", "chat.completion"},
                     {"created", said.created},
                     {"model", said.model->id},
                     {"provider", said.endpoint->provider_name},
                     {"system_fingerprint", nullptr},
                     {"service_tier", "default"},
                     {"choices", Json::array({{{"index", 0},
                                               {"finish_reason", finish_json(said)},
                                               {"native_finish_reason", finish_json(said)},
                                               {"logprobs", nullptr},
                                               {"message", message_json(said)}}})},
                     {"usage", usage_json(said)}};
  const core::Duration delay = std::max(said.total_time(), first_token_at(said));
  Script script = whole_script(200, api::fields::kJson, dumped(body), delay);
  identify(said, script);
  return script;
}

Script chat_stream(const Generation& said, const Settings& settings) {
  Script script = event_stream_script();
  identify(said, script);
  build_frames(said, script);
  StreamBuilder builder(said, settings, script);
  builder.open(first_token_at(said));
  if (said.reasoning_visible) {
    builder.tokens(Part::kReasoning, said.reasoning);
  } else {
    builder.skip(said.reasoning);
  }
  builder.tokens(Part::kContent, said.content);
  if (!said.tool_arguments.empty()) {
    builder.tool_call();
    builder.tokens(Part::kTool, said.tool_arguments);
  }
  builder.close();
  return script;
}

}  // namespace orbench::mock
