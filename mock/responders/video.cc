#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "mock/error_reply.h"
#include "mock/responders/responder.h"
#include "mock/responders/video_json.h"

namespace orbench::mock {
namespace {

Script answer_video(const Call& call) {
  const VideoJob* const job = call.state.videos.find(call.path_arguments.front());
  if (job == nullptr) return error_reply(api::error_codes::kNotFound, "Video job not found");
  return whole_script(200, api::fields::kJson, video_json(*job, call.state.clock.now()));
}

}  // namespace

Responder video_responder() { return {"GET", api::paths::kVideo, true, false, &answer_video}; }

}  // namespace orbench::mock
