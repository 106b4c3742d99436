#include <array>

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/video_reader.h"

namespace orbench::protocol {

const Endpoint& video_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"prompt", KeyType::kText},
    {"duration", KeyType::kInteger},
    {"resolution", KeyType::kText},
    {"aspect_ratio", KeyType::kText},
    {"size", KeyType::kText},
    {"seed", KeyType::kInteger},
    {"generate_audio", KeyType::kFlag},
    {"frame_images", KeyType::kList},
    {"input_references", KeyType::kList},
    {"callback_url", KeyType::kText},
    {"provider", KeyType::kObject},
});

core::JsonValue example() {
  core::Json request;
  request["prompt"] = "${nonce} Waves roll onto a beach at dusk.";
  request["duration"] = 4;
  return core::JsonValue(std::move(request));
}

constexpr JsonEndpointKind kVideo = {
    .name = "video",
    .what = "POST /videos, then polled and downloaded: one record a film",
    .path = api::paths::kVideos,
    .accept = api::fields::kJson,
    .types = kTypes,
    .makes_jobs = true,
    .example = &example,
    .make_reader = []() -> std::unique_ptr<ResponseReader> {
      return std::make_unique<VideoReader>();
    },
    .check = [](RequestCheck& request) { request.demand_text("prompt", "Waves at dusk."); },
};

}  // namespace

const Endpoint& video_endpoint() {
  static const JsonEndpoint endpoint(kVideo);
  return endpoint;
}

}  // namespace orbench::protocol
