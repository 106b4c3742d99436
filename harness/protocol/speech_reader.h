#pragma once

#include <cstdint>
#include <string_view>

#include "harness/protocol/endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/token_timeline.h"

namespace orbench::protocol {

/// Reads one reply of POST /audio/speech: a 2xx of a type `audio/…` is sound, which is counted and
/// never kept; anything else is read as JSON, for its error.
/// The length of `audio/pcm` (16-bit samples without a header) follows from rate and channels in
/// the content type; without a rate, and of a compressed sound, only the size is known. PCM that
/// ends inside a sample is malformed, sound without a byte is empty.
/// Threads: one thread per object.
class SpeechReader final : public ResponseReader {
 public:
  SpeechReader();

  void reset() override;
  void on_head(const core::ResponseHead& head) override;
  bool on_bytes(core::Stamp at, std::string_view bytes) override;
  void finish(core::Stamp at, bool complete) override;
  [[nodiscard]] bool terminated() const override { return !sound_ && other_.terminated(); }
  [[nodiscard]] const TokenTimeline& timeline() const override {
    return sound_ ? timeline_ : other_.timeline();
  }
  [[nodiscard]] const ResponseFacts& facts() const override {
    return sound_ ? facts_ : other_.facts();
  }

 private:
  [[nodiscard]] BodyVerdict judge(bool complete);

  ReplyReader other_;  // whatever is no sound
  TokenTimeline timeline_;
  ResponseFacts facts_;
  bool sound_ = false;
  bool pcm_ = false;
  std::uint32_t rate_ = 0;  // samples a second; 0: the head does not say
  std::uint64_t frame_bytes_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace orbench::protocol
