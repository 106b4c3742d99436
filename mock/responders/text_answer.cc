#include "mock/responders/text_answer.h"

#include <utility>

#include "mock/responders/dispatch.h"

namespace orbench::mock {

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
  call.state.note(std::move(served), call.request);
  return answer;
}

}  // namespace orbench::mock
