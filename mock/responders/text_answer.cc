#include "mock/responders/text_answer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "mock/responders/dispatch.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

/// Parameters that an endpoint does not list are dropped silently, a cap on the answer like any
/// other. One that lists nothing at all is taken to know it.
bool heeds_cap(const Endpoint& endpoint) {
  const auto& listed = endpoint.supported_parameters;
  return listed.empty() || std::any_of(listed.begin(), listed.end(), [](const std::string& name) {
           return name == "max_tokens" || name == "max_completion_tokens";
         });
}

}  // namespace

tl::expected<TextAnswer, Script> answer_text(const TextRequest& request, std::string_view api_type,
                                             const Call& call) {
  const Demand demand{"text", request.prompt_tokens, request.max_tokens};
  RouteRequest routing = request.routing;
  routing.prompt_tokens = request.prompt_tokens;
  auto dispatched = dispatch(std::move(routing), demand, call);
  if (!dispatched) return tl::unexpected(std::move(dispatched.error()));
  const Endpoint* const endpoint = dispatched->endpoint;
  const auto make = call.faults.has("empty_completion", *endpoint) ? generate_nothing : generate;
  TextRequest asked = request;
  if (!heeds_cap(*endpoint)) asked.max_tokens.reset();
  if (call.faults.has("format_ignored", *endpoint)) asked.answer.clear();
  TextAnswer answer{
      make(asked, *endpoint, call.config, call.sequence), false, std::move(dispatched->facts), {}};
  auto& arguments = answer.said.tool_arguments;
  if (call.faults.has("broken_tool_arguments", *endpoint) && !arguments.empty()) {
    arguments.pop_back();  // what closes them
  }
  answer.said.id = call.generation_id;
  answer.said.created = call.state.clock.unix_seconds();
  for (const Attempt& attempt : dispatched->attempts) answer.tried.push_back(attempt.endpoint);
  answer.stream = request.stream && !call.faults.has("json_answer_to_stream", *endpoint);
  Served served = answer.said.served(api_type, answer.stream);
  served.attempts = std::move(dispatched->attempts);
  served.attempts.back().latency = served.ttft;
  if (call.config.settings.log_content) {
    served.input = logged(call.request.body);
    served.output = logged(joined(answer.said.content) + joined(answer.said.tool_arguments));
    served.reasoning = logged(joined(answer.said.reasoning));
  }
  call.state.serve(std::move(served));
  return answer;
}

}  // namespace orbench::mock
