#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/generation.h"
#include "mock/responders/metered.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"
#include "mock/responders/video_json.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

constexpr std::int64_t kSeconds = 5;
constexpr std::int64_t kMostSeconds = 60;
constexpr int kAccepted = 202;

Script answer_videos(const Call& call) {
  const json body = body::parse(call.request.body);
  const auto missing = body::first_missing(body, {"model", "prompt"});
  if (!missing.empty()) return missing_parameter(missing);
  const std::int64_t seconds =
      body::has(body, "duration") ? body::count_at(body, "duration").value_or(0) : kSeconds;
  if (seconds < 1 || seconds > kMostSeconds) {
    return bad_request(fmt::format("\"duration\" must be from 1 to {} seconds", kMostSeconds));
  }
  const std::string callback = body::text_at(body, "callback_url");
  if (!callback.empty() && callback.rfind("https://", 0) != 0) {
    return bad_request("\"callback_url\" must begin with https://");
  }
  const std::int64_t tokens = body::tokens_of(body::text_at(body, "prompt").size());
  auto served = route_metered(body, {"video", tokens, seconds}, call);
  if (!served) return served.error();
  VideoJob job;
  job.id = random_id("vid-", call.config.settings.seed, call.sequence);
  job.generation_id = call.generation_id;
  job.asked_at = call.state.clock.now();
  job.queued = served->pace.next();
  job.rendering = served->pace.next(seconds);
  job.seconds = seconds;
  job.fails = call.faults.has("video_fails", *served->endpoint);
  Work work{"video", tokens, seconds};
  work.first = job.queued;
  work.took = job.queued + job.rendering;
  work.billed = !job.fails;
  job.cost = note_work(work, *served, call).total();
  Script script = whole_script(kAccepted, api::fields::kJson, video_json(job, job.asked_at));
  identify(script, *served->endpoint, call);
  call.state.videos.add(std::move(job));
  return script;
}

}  // namespace

std::string video_json(const VideoJob& job, core::Duration now) {
  const std::string address =
      fmt::format("{}{}/{}", api::paths::kMount, api::paths::kVideos, job.id);
  const std::string_view status = job.status(now);
  core::Json shown = {{"id", job.id},
                      {"polling_url", address},
                      {"status", status},
                      {"generation_id", job.generation_id}};
  if (status == "failed") shown["error"] = "The provider could not render this video";
  if (status == "completed") {
    shown["unsigned_urls"] = core::Json::array({address + "/content?index=0"});
    shown["usage"] = {{"cost", job.cost.dollars()}, {"is_byok", false}};
  }
  return core::dumped(shown);
}

Responder videos_responder() {
  Responder responder{"POST", api::paths::kVideos, true, true, &answer_videos};
  responder.id_prefix = "gen-vid-";
  return responder;
}

}  // namespace orbench::mock
