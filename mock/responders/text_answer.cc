#include "mock/responders/text_answer.h"

#include <utility>

#include "mock/responders/dispatch.h"

namespace orbench::mock {

tl::expected<TextAnswer, Script> answer_text(const TextRequest& request, std::string_view api_type,
                                             const Call& call) {
  const auto endpoint = dispatch(request.routing, call);
  if (!endpoint) return tl::unexpected(endpoint.error());
  const auto make = call.faults.has("empty_completion", **endpoint) ? generate_nothing : generate;
  TextAnswer answer{make(request, **endpoint, call.config, call.sequence), false};
  answer.stream = request.stream && !call.faults.has("json_answer_to_stream", **endpoint);
  call.state.note(answer.said.served(api_type, answer.stream), call.request);
  return answer;
}

}  // namespace orbench::mock
