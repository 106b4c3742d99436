#include "mock/responders/chat_wire.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
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

std::string event(const Json& json) { return fmt::format("data: {}\n\n", dumped(json)); }

TokenFrame frame_with(const Generation& said, Json delta) {
  return frame_of(event(chunk_json(said, choice_json(std::move(delta), nullptr))));
}

Json reasoning_detail(std::string_view text) {
  return {{"type", "reasoning.text"}, {"text", text}, {"format", "unknown"}, {"index", 0}};
}

void build_frames(const Generation& said, Script& script) {
  script.content_frame = frame_with(said, {{"role", "assistant"}, {"content", kTokenMark}});
  script.reasoning_frame =
      frame_with(said, {{"role", "assistant"},
                        {"content", ""},
                        {"reasoning", kTokenMark},
                        {"reasoning_details", Json::array({reasoning_detail(kTokenMark)})}});
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
  if (shape == UsageChunk::kRepeatedFinish) json["service_tier"] = "default";
  json["usage"] = usage_json(said);
  return json;
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
          {"function", {{"name", said.tool_name}, {"arguments", joined(said.tool_arguments)}}}}});
  }
  return message;
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
  const core::Duration delay = std::max(said.total_time(), said.first_token_at());
  return whole_script(200, api::fields::kJson, dumped(body), delay);
}

Script chat_stream(const Generation& said, const Settings& settings) {
  Script script = event_stream_script();
  build_frames(said, script);
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
  plan.event(Part::kFinish, event(chunk_json(said, choice_json(empty_delta, finish_json(said)))));
  plan.event(Part::kUsage, event(usage_chunk(said, settings.usage_chunk, empty_delta)));
  plan.event(Part::kDone, fmt::format("data: {}\n\n", api::fields::kDone));
  plan.end();
  return script;
}

}  // namespace orbench::mock
