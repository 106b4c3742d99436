#include "harness/protocol/speech_reader.h"

#include <algorithm>
#include <string>

#include "harness/core/same_text.h"
#include "harness/protocol/error_json.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/media_type.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

constexpr std::string_view kAudio = "audio/";
constexpr std::uint64_t kSampleBytes = 2;

/// What is no sound can only be an error.
class ErrorWire final : public JsonWire {
 public:
  [[nodiscard]] core::Product product() const override { return core::Product::kSound; }

 private:
  simdjson::error_code read_field(std::string_view key, ondemand::value& field,
                                  Walk& walk) override {
    if (key == "error") return read_api_error(field, walk.out.error);
    return simdjson::SUCCESS;
  }
};

bool is_sound(const core::ResponseHead& head) {
  const std::string_view type = media_type_of(head.content_type);
  return head.status >= 200 && head.status < 300 &&
         core::same_ignoring_case(type.substr(0, kAudio.size()), kAudio);
}

}  // namespace

SpeechReader::SpeechReader() : other_(std::make_unique<ErrorWire>()) {}

void SpeechReader::reset() {
  other_.reset();
  timeline_.reset();
  facts_.reset();
  facts_.product = core::Product::kSound;
  sound_ = false;
  pcm_ = false;
  rate_ = 0;
  frame_bytes_ = 0;
  bytes_ = 0;
}

void SpeechReader::on_head(const core::ResponseHead& head) {
  sound_ = is_sound(head);
  if (!sound_) return other_.on_head(head);
  facts_.cached = core::same_ignoring_case(head.cache_status, "hit");
  append_printable(facts_.served.generation_id, head.generation_id, kMaxNameBytes);
  pcm_ = core::same_ignoring_case(media_type_of(head.content_type), "audio/pcm");
  if (!pcm_) return;
  rate_ = media_number(head.content_type, "rate").value_or(0);
  frame_bytes_ = kSampleBytes * media_number(head.content_type, "channels").value_or(1);
}

bool SpeechReader::on_bytes(core::Stamp at, std::string_view bytes) {
  if (!sound_) return other_.on_bytes(at, bytes);
  if (bytes.empty()) return true;
  timeline_.begin_read(at);
  timeline_.on_media();
  bytes_ += bytes.size();
  return true;
}

void SpeechReader::finish(core::Stamp at, bool complete) {
  if (!sound_) return other_.finish(at, complete);
  timeline_.begin_read(at);
  if (complete) timeline_.on_done();
  if (rate_ > 0) {
    const double seconds = static_cast<double>(bytes_) / static_cast<double>(frame_bytes_) /
                           static_cast<double>(rate_);
    facts_.audio = core::from_seconds(seconds);
  }
  facts_.verdict = judge(complete);
}

BodyVerdict SpeechReader::judge(bool complete) {
  if (!complete) {
    facts_.error = "the sound ended early";
    return BodyVerdict::kTruncated;
  }
  if (bytes_ == 0) {
    facts_.error = "the reply holds no sound";
    return BodyVerdict::kEmpty;
  }
  if (pcm_ && bytes_ % frame_bytes_ != 0) {
    facts_.error = "the sound ends inside a sample";
    return BodyVerdict::kMalformed;
  }
  return BodyVerdict::kOk;
}

}  // namespace orbench::protocol
