#include "mock/media/sound.h"

#include "mock/media/checksum.h"

namespace orbench::mock {

std::string pcm_tone(std::int64_t first, std::int64_t count) {
  // A triangle wave in whole numbers, so that every machine makes the same bytes.
  constexpr std::int64_t kPeriod = 100;  // 240 Hz
  constexpr std::int64_t kHeight = 80;
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(count) * 2);
  for (std::int64_t i = first; i < first + count; ++i) {
    const std::int64_t phase = i % kPeriod;
    const std::int64_t value = phase < kPeriod / 2 ? phase : kPeriod - phase;
    const auto sample = static_cast<std::int32_t>((value - kPeriod / 4) * kHeight);
    append_little_endian(bytes, static_cast<std::uint32_t>(sample), 2);
  }
  return bytes;
}

std::string mp3_silence(std::size_t frames) {
  std::string bytes;
  bytes.reserve(frames * kMp3FrameBytes);
  for (std::size_t i = 0; i < frames; ++i) {
    bytes += "\xFF\xF3\x84\xC0";
    bytes.append(kMp3FrameBytes - 4, '\0');
  }
  return bytes;
}

}  // namespace orbench::mock
