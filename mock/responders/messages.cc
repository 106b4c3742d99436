#include "harness/api/paths.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/messages_request.h"
#include "mock/responders/messages_wire.h"
#include "mock/responders/responder.h"
#include "mock/responders/routing_metadata.h"
#include "mock/responders/text_answer.h"

namespace orbench::mock {
namespace {

Script answer_messages(const Call& call) {
  const auto request = parse_messages_request(call.request.body);
  if (!request) return bad_request(request.error().message);
  const auto answer = answer_text(*request, "messages", call);
  if (!answer) return answer.error();
  Script script = answer->stream ? messages_stream(answer->said, call.config.settings)
                                 : messages_plain(answer->said);
  identify(script, *answer->said.endpoint, call);
  show_metadata(script, answer->facts, call);
  return script;
}

}  // namespace

Responder messages_responder() {
  Responder responder{"POST", api::paths::kMessages, true, true, &answer_messages};
  responder.takes_api_key_header = true;
  responder.dress_error = &dress_messages_error;
  return responder;
}

}  // namespace orbench::mock
