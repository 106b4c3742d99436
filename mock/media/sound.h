#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace orbench::mock {

/// Samples a second, one channel.
inline constexpr std::int64_t kSoundRate = 24'000;
inline constexpr std::size_t kMp3FrameBytes = 192;
inline constexpr std::int64_t kMp3FrameSamples = 576;

/// A quiet tone: `count` samples from the `first` on, signed 16 bits, little-endian, no header.
[[nodiscard]] std::string pcm_tone(std::int64_t first, std::int64_t count);

/// `frames` frames of silence, 24 ms each: MPEG-2 layer III, 64 kbit/s, 24 kHz, mono.
/// Source: ISO/IEC 13818-3, frame header; side information of zeros means no sound at all.
[[nodiscard]] std::string mp3_silence(std::size_t frames);

}  // namespace orbench::mock
