#include <array>

#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/speech_reader.h"

namespace orbench::protocol {

const Endpoint& speech_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"voice", KeyType::kText},
    {"response_format", KeyType::kText},
    {"speed", KeyType::kNumber},
    {"provider", KeyType::kObject},
});

core::JsonValue example() {
  core::Json request;
  request["input"] = "${nonce} The tide comes in twice a day.";
  request["voice"] = "alloy";
  request["response_format"] = "pcm";
  return core::JsonValue(std::move(request));
}

std::unique_ptr<ResponseReader> make_reader() { return std::make_unique<SpeechReader>(); }

constexpr JsonEndpointKind kSpeech = {
    .name = "speech",
    .what = "POST /audio/speech: a text spoken, as the sound arrives",
    .path = api::paths::kSpeech,
    .accept = "audio/*",
    .types = kTypes,
    .example = &example,
    .make_reader = &make_reader,
    .check = [](RequestCheck& request) { request.demand_text("input", "The tide comes in."); },
};

}  // namespace

const Endpoint& speech_endpoint() {
  static const JsonEndpoint endpoint(kSpeech);
  return endpoint;
}

}  // namespace orbench::protocol
