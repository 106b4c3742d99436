#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/api/error_codes.h"
#include "harness/api/paths.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/media/film.h"
#include "mock/responders/byte_range.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

constexpr std::size_t kBytesPerSecond = 64U << 10U;
constexpr std::size_t kBlock = 64U << 10U;
constexpr int kPartialContent = 206;
constexpr int kRangeNotSatisfiable = 416;

/// The file, or a part of it, in blocks, so that a client sees its download advance.
Script in_blocks(int status, std::string_view bytes) {
  Script script = whole_script(status, "video/mp4", {});
  script.content_length = bytes.size();
  script.pieces.resize(1);
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    script.add(Action::kBytes, Part::kBody, {}, bytes.substr(at, kBlock));
  }
  script.add(Action::kEnd, Part::kEnd, {}, {});
  script.set_header("Accept-Ranges", "bytes");
  return script;
}

Script answer_content(const Call& call) {
  const VideoJob* const job = call.state.videos.find(call.path_arguments.front());
  if (job == nullptr) return error_reply(api::error_codes::kNotFound, "Video job not found");
  if (job->status(call.state.clock.now()) != "completed") {
    return error_reply(api::error_codes::kBadRequest, "The video is not completed");
  }
  const std::string_view query = call.request.query;
  if (const auto at = query.find("index="); at != std::string_view::npos) {
    const std::string_view index = query.substr(at + 6, query.find('&', at) - at - 6);
    if (index != "0") return error_reply(api::error_codes::kNotFound, "There is one video only");
  }
  const std::string file =
      film(job->seconds, static_cast<std::size_t>(job->seconds) * kBytesPerSecond,
           core::stable_hash(job->id));
  const auto range = parse_byte_range(call.request.header("range").value_or(""), file.size());
  if (!range) return in_blocks(200, file);
  if (range->count == 0) {
    Script outside = error_reply(kRangeNotSatisfiable, "The range lies outside the video");
    outside.set_header("Content-Range", fmt::format("bytes */{}", file.size()));
    return outside;
  }
  Script part =
      in_blocks(kPartialContent, std::string_view(file).substr(range->first, range->count));
  part.set_header("Content-Range", fmt::format("bytes {}-{}/{}", range->first,
                                               range->first + range->count - 1, file.size()));
  return part;
}

}  // namespace

Responder video_content_responder() {
  return {"GET", api::paths::kVideoContent, true, false, &answer_content};
}

}  // namespace orbench::mock
