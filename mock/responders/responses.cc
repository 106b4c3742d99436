#include "harness/api/paths.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/responder.h"
#include "mock/responders/responses_request.h"
#include "mock/responders/responses_wire.h"
#include "mock/responders/routing_metadata.h"
#include "mock/responders/text_answer.h"

namespace orbench::mock {
namespace {

Script answer_responses(const Call& call) {
  const auto request = parse_responses_request(call.request.body);
  if (!request) return bad_request(request.error().message);
  const auto answer = answer_text(request->text, "responses", call);
  if (!answer) return answer.error();
  const core::Json& echo = request->echo.get();
  Script script = answer->stream ? responses_stream(answer->said, echo, call.config.settings)
                                 : responses_plain(answer->said, echo);
  identify(script, *answer->said.endpoint, call);
  show_metadata(script, answer->facts, call);
  return script;
}

}  // namespace

Responder responses_responder() {
  return {"POST", api::paths::kResponses, true, true, &answer_responses};
}

}  // namespace orbench::mock
