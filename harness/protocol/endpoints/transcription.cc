#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/core/base64.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/transcription_wire.h"
#include "harness/protocol/upload_request.h"
#include "harness/protocol/wav_length.h"

namespace orbench::protocol {

const Endpoint& transcription_endpoint();

namespace {

using core::Json;

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"input_audio", KeyType::kObject},
    {"language", KeyType::kText},
    {"temperature", KeyType::kNumber},
    {"response_format", KeyType::kText},
    {"timestamp_granularities", KeyType::kList},
    {"provider", KeyType::kObject},
    {"session_id", KeyType::kText},
});

/// A tenth of a second of silence: 16-bit samples, 8,000 a second, one channel.
std::string silence() {
  using namespace std::string_view_literals;
  constexpr std::size_t kDataBytes = 1600;
  std::string wav;
  wav += "RIFF\x64\x06\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x80\x3E\0\0\x02\0\x10\0"sv;
  wav += "data\x40\x06\0\0"sv;
  return wav.append(kDataBytes, '\0');
}

core::JsonValue example() {
  Json request;
  request["input_audio"] = {{"data", core::encode_base64(silence())}, {"format", "wav"}};
  return core::JsonValue(std::move(request));
}

void check(RequestCheck& request) {
  const Json* const audio = request.find("input_audio");
  if (audio == nullptr) {
    return request.report("input_audio",
                          R"(the request needs `input_audio`, such as {"data": )"
                          R"("${file:talk.wav|base64}", "format": "wav"}, or a `file` to upload)");
  }
  if (!audio->is_object()) return;
  for (const char* key : {"data", "format"}) {
    const auto part = audio->find(key);
    if (part != audio->end() && part->is_string() && *part != "") continue;
    request.report("input_audio", fmt::format("`input_audio` needs `{}`, a text", key));
  }
}

std::optional<core::Duration> length_of(const RequestDraft& base64) {
  const auto bytes = decoded_constant(base64);
  return bytes ? wav_length(*bytes) : std::nullopt;
}

void ask(const RequestCheck& request, Asked& asked) {
  const RequestDraft& draft = request.draft();
  const std::string at =
      core::child_pointer(core::child_pointer(draft.pointer, "input_audio"), "data");
  asked.audio = length_of(draft.part(*request.find("input_audio")->find("data"), at));
}

constexpr JsonEndpointKind kJson = {
    .name = "transcription",
    .what = "POST /audio/transcriptions: speech written down, sent as JSON or uploaded",
    .path = api::paths::kTranscriptions,
    .accept = api::fields::kJson,
    .types = kTypes,
    .example = &example,
    .make_reader = []() -> std::unique_ptr<ResponseReader> {
      return std::make_unique<ReplyReader>(make_transcription_wire());
    },
    .check = &check,
    .ask = &ask,
};

/// The same by two ways: a request with a `file` is a form, any other JSON.
class TranscriptionEndpoint final : public Endpoint {
 public:
  [[nodiscard]] std::string_view name() const override { return json_.name(); }
  [[nodiscard]] std::string_view what() const override { return json_.what(); }
  [[nodiscard]] core::JsonValue example_request() const override { return json_.example_request(); }
  [[nodiscard]] std::unique_ptr<RequestTemplate> compile(const RequestDraft& draft) const override {
    const bool uploads = draft.body.is_object() && draft.body.contains("file");
    if (!uploads) return json_.compile(draft);
    return compile_upload(
        draft, api::paths::kTranscriptions,
        [](std::string_view file, Asked& asked) { asked.audio = wav_length(file); });
  }
  [[nodiscard]] std::unique_ptr<ResponseReader> make_reader() const override {
    return json_.make_reader();
  }

 private:
  JsonEndpoint json_{kJson};
};

}  // namespace

const Endpoint& transcription_endpoint() {
  static const TranscriptionEndpoint endpoint;
  return endpoint;
}

}  // namespace orbench::protocol
