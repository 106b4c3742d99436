#include "mock/responders/text_answer.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "mock/responders/dispatch.h"
#include "mock/responders/request_body.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

/// What was asked, as `/generation/content` shows it: messages, or a prompt.
std::string input_of(const nlohmann::json& body) {
  const nlohmann::json& input = body::at(body, "input");
  nlohmann::json shown;
  if (input.is_string()) {
    shown["prompt"] = input;
  } else {
    shown["messages"] = body::has(body, "messages") ? body::at(body, "messages") : input;
  }
  return shown.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void log_content(const Generation& said, const Call& call, Served& served) {
  served.input = input_of(body::parse(call.request.body));
  served.output = joined(said.content) + joined(said.tool_arguments);
  served.reasoning = joined(said.reasoning);
}

}  // namespace

tl::expected<TextAnswer, Script> answer_text(const TextRequest& request, std::string_view api_type,
                                             const Call& call) {
  auto dispatched = dispatch_attempts(request.routing, call);
  if (!dispatched) return tl::unexpected(dispatched.error());
  const Endpoint* const endpoint = dispatched->endpoint;
  const auto make = call.faults.has("empty_completion", *endpoint) ? generate_nothing : generate;
  TextAnswer answer{make(request, *endpoint, call.config, call.sequence), false,
                    std::move(dispatched->facts)};
  answer.stream = request.stream && !call.faults.has("json_answer_to_stream", *endpoint);
  Served served = answer.said.served(api_type, answer.stream);
  served.attempts = std::move(dispatched->attempts);
  if (call.config.settings.log_content) log_content(answer.said, call, served);
  call.state.note(std::move(served), call.request);
  return answer;
}

}  // namespace orbench::mock
