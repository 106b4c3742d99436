#include "harness/api/paths.h"
#include "mock/responders/chat_request.h"
#include "mock/responders/chat_wire.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/responder.h"
#include "mock/responders/routing_metadata.h"
#include "mock/responders/text_answer.h"

namespace orbench::mock {
namespace {

Script answer_chat(const Call& call) {
  const auto request = parse_chat_request(call.request.body);
  if (!request) return bad_request(request.error().message);
  const auto answer = answer_text(*request, "completions", call);
  if (!answer) return answer.error();
  Script script = answer->stream ? chat_stream(answer->said, call.config.settings)
                                 : chat_plain(answer->said, call.config.settings);
  if (request->echoes_upstream && answer->stream) {
    echo_upstream(script, answer->said, answer->tried, call.request.body);
  }
  identify(script, *answer->said.endpoint, call);
  show_metadata(script, answer->facts, call);
  return script;
}

}  // namespace

Responder chat_responder() {
  return {"POST", api::paths::kChatCompletions, true, true, &answer_chat};
}

}  // namespace orbench::mock
