#include "mock/responders/chat_request.h"

#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"
#include "mock/responders/structured_answer.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

std::string tool_of(const json& body) {
  const json& choice = body::at(body, "tool_choice");
  if (choice == "none") return {};
  const std::string forced = body::text_at(body::at(choice, "function"), "name");
  if (!forced.empty()) return forced;
  const json& tools = body::at(body, "tools");
  if (!tools.is_array() || tools.empty()) return {};
  const std::string name = body::text_at(body::at(tools.front(), "function"), "name");
  return name.empty() ? "tool" : name;
}

void read_reasoning(const json& body, TextRequest& request) {
  const json& reasoning = body::at(body, "reasoning");
  request.reasoning_enabled = body::flag_at(reasoning, "enabled", true) &&
                              body::text_at(reasoning, "effort") != "none" &&
                              body::text_at(body, "reasoning_effort") != "none";
  request.reasoning_visible =
      !body::flag_at(reasoning, "exclude", false) && body::flag_at(body, "include_reasoning", true);
}

/// The sentence that refuses a request which says two things at once, or too much; else empty.
std::string_view contradiction(const json& body) {
  const std::string effort = body::text_at(body, "reasoning_effort");
  const std::string same = body::text_at(body::at(body, "reasoning"), "effort");
  if (!effort.empty() && !same.empty() && effort != same) {
    return R"("reasoning_effort" and "reasoning.effort" must not differ)";
  }
  constexpr std::size_t kMostStops = 4;
  if (body::texts_at(body, "stop").size() > kMostStops) {
    return "\"stop\" takes up to 4 sequences";
  }
  constexpr std::size_t kLongestSession = 256;
  if (body::text_at(body, "session_id").size() > kLongestSession) {
    return "\"session_id\" has a maximum of 256 characters";
  }
  return {};
}

}  // namespace

core::Result<TextRequest> parse_chat_request(std::string_view text) {
  const json body = body::parse(text);
  if (!body.is_object()) {
    return core::fail(core::ErrorCode::kParse, "Input must have at least 1 token.");
  }
  const json& messages = body::at(body, "messages");
  if (!messages.is_array() || messages.empty()) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      R"(Input required: specify "prompt" or "messages")");
  }
  TextRequest request;
  request.routing = read_routing(body);
  if (request.routing.model.empty()) {
    return core::fail(core::ErrorCode::kInvalidArgument, "No models provided");
  }
  if (const auto refusal = contradiction(body); !refusal.empty()) {
    return core::fail(core::ErrorCode::kInvalidArgument, std::string(refusal));
  }
  request.stream = body::flag_at(body, "stream", false);
  request.prompt_tokens = body::message_tokens(messages);
  request.max_tokens = body::count_at(body, "max_completion_tokens");
  if (!request.max_tokens) request.max_tokens = body::count_at(body, "max_tokens");
  request.tool_name = tool_of(body);
  request.answer = structured_answer(body::at(body, "response_format"));
  read_reasoning(body, request);
  request.echoes_upstream = body::flag_at(body::at(body, "debug"), "echo_upstream_body", false);
  return request;
}

}  // namespace orbench::mock
