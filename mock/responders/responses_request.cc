#include "mock/responders/responses_request.h"

#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"
#include "mock/responders/structured_answer.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

std::int64_t input_tokens(const json& body) {
  const json& input = body::at(body, "input");
  const std::int64_t instructions = body::tokens_of(body::text_at(body, "instructions").size());
  if (input.is_string()) return instructions + body::message_tokens({{{"content", input}}});
  std::int64_t tokens = instructions + body::message_tokens(input);
  for (const json& item : input) tokens += body::tokens_of(body::text_at(item, "output").size());
  return tokens;
}

std::string tool_of(const json& body) {
  const json& choice = body::at(body, "tool_choice");
  if (choice == "none") return {};
  const std::string forced = body::text_at(choice, "name");
  if (!forced.empty()) return forced;
  for (const json& tool : body::at(body, "tools")) {
    // Other kinds are the service's own tools, which run on its side.
    if (body::text_at(tool, "type") != "function") continue;
    const std::string name = body::text_at(tool, "name");
    return name.empty() ? "tool" : name;
  }
  return {};
}

core::Json echo_of(const json& body) {
  core::Json echo = {{"instructions", nullptr},
                     {"metadata", nullptr},
                     {"temperature", nullptr},
                     {"top_p", nullptr},
                     {"presence_penalty", nullptr},
                     {"frequency_penalty", nullptr},
                     {"max_output_tokens", nullptr},
                     {"tools", core::Json::array()},
                     {"tool_choice", "auto"},
                     {"parallel_tool_calls", true},
                     {"reasoning", nullptr},
                     {"truncation", "disabled"},
                     {"user", nullptr},
                     {"background", false},
                     {"previous_response_id", nullptr},
                     {"store", false}};
  for (auto& [key, value] : echo.items()) {
    const json& said = body::at(body, key);
    // Through the text: the two kinds of value share no conversion.
    if (!said.is_null()) {
      value = core::Json::parse(said.dump(-1, ' ', false, json::error_handler_t::replace));
    }
  }
  return echo;
}

}  // namespace

core::Result<ResponsesRequest> parse_responses_request(std::string_view text) {
  const json body = body::parse(text);
  const auto refused = [](std::string_view why) {
    return core::fail(core::ErrorCode::kInvalidArgument, std::string(why));
  };
  if (!body.is_object()) return refused("Input must have at least 1 token.");
  const json& input = body::at(body, "input");
  if (!(input.is_string() || input.is_array()) || input.empty()) {
    return refused("\"input\" is required");
  }
  if (body::flag_at(body, "store", false)) return refused("\"store\" must be false");
  if (body::has(body, "previous_response_id")) {
    return refused("\"previous_response_id\" must be null: this endpoint keeps no state");
  }
  ResponsesRequest request;
  request.text.routing = read_routing(body);
  if (request.text.routing.model.empty()) return refused("No models provided");
  request.text.stream = body::flag_at(body, "stream", false);
  request.text.prompt_tokens = input_tokens(body);
  request.text.max_tokens = body::count_at(body, "max_output_tokens");
  request.text.routing.cuts_overflow = true;
  request.text.tool_name = tool_of(body);
  request.text.answer = structured_answer(body::at(body::at(body, "text"), "format"));
  const json& reasoning = body::at(body, "reasoning");
  request.text.reasoning_enabled =
      body::flag_at(reasoning, "enabled", true) && body::text_at(reasoning, "effort") != "none";
  request.text.reasoning_visible = !body::flag_at(reasoning, "exclude", false);
  request.echo = core::JsonValue(echo_of(body));
  return request;
}

}  // namespace orbench::mock
