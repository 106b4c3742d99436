#include "harness/protocol/wav_length.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace orbench::protocol {
namespace {

constexpr std::size_t kHeadBytes = 12;  // RIFF, size, WAVE
constexpr std::size_t kChunkHeadBytes = 8;
constexpr std::size_t kByteRateAt = 8;  // in `fmt `

/// REQUIRES: four bytes at `at`.
std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}

}  // namespace

std::optional<core::Duration> wav_length(std::string_view bytes) {
  if (bytes.size() < kHeadBytes || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 4) != "WAVE") {
    return std::nullopt;
  }
  bytes.remove_prefix(kHeadBytes);
  std::uint32_t byte_rate = 0;
  while (bytes.size() >= kChunkHeadBytes) {
    const std::string_view type = bytes.substr(0, 4);
    const std::uint32_t claimed = little_endian(bytes, 4);
    bytes.remove_prefix(kChunkHeadBytes);
    const std::size_t held = std::min<std::size_t>(claimed, bytes.size());
    if (type == "data") {
      if (byte_rate == 0) return std::nullopt;
      const std::size_t counted = claimed == 0 ? bytes.size() : held;
      return core::from_seconds(static_cast<double>(counted) / byte_rate);
    }
    if (type == "fmt " && held >= kByteRateAt + 4) byte_rate = little_endian(bytes, kByteRateAt);
    bytes.remove_prefix(std::min(held + held % 2, bytes.size()));  // chunks begin at even places
  }
  return std::nullopt;
}

}  // namespace orbench::protocol
