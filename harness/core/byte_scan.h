#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace orbench::core {

/// Eight bytes of a text, asked all at once. An answer has the high bit of each byte that it is
/// true of; above the first of those it may have others, so that only the first counts.
class ByteWord {
 public:
  explicit constexpr ByteWord(std::uint64_t bytes) : bytes_(bytes) {}
  [[nodiscard]] constexpr std::uint64_t equal(unsigned char c) const {
    return zeros(bytes_ ^ each(c));
  }
  /// REQUIRES: limit at most 0x80.
  [[nodiscard]] constexpr std::uint64_t below(unsigned char limit) const {
    return (bytes_ - each(limit)) & ~bytes_ & each(0x80);
  }
  [[nodiscard]] constexpr std::uint64_t beyond_ascii() const { return bytes_ & each(0x80); }

 private:
  static constexpr std::uint64_t each(unsigned char c) { return 0x0101010101010101U * c; }
  static constexpr std::uint64_t zeros(std::uint64_t x) { return (x - each(1)) & ~x & each(0x80); }
  std::uint64_t bytes_;
};

/// Where in `text` the first byte stands of which `special(ByteWord)` is true; its size if none.
template <class Special>
[[nodiscard]] inline std::size_t first_special(std::string_view text, Special special) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  const auto look = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t word = 0;  // zeros behind the end of the text count for nothing
    std::memcpy(&word, text.data() + at, bytes);
    const std::uint64_t found = special(ByteWord(word));
    return static_cast<std::size_t>(found == 0 ? 8 : std::countr_zero(found) / 8);
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    const std::size_t found = look(at, 8);
    if (found < 8) return at + found;
  }
  const std::size_t left = text.size() - at;
  return left == 0 ? at : at + std::min(look(at, left), left);
}

}  // namespace orbench::core
