#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace orbench::core {

static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");

/// Eight bytes of a text, asked all at once. An answer has the high bit of each byte that it is
/// true of; above the first of those it may have others, so that only the first counts.
class ByteWord {
 public:
  explicit constexpr ByteWord(std::uint64_t bytes) : bytes_(bytes) {}
  [[nodiscard]] constexpr std::uint64_t equal(unsigned char c) const {
    return zeros(bytes_ ^ each(c));
  }
  /// REQUIRES: limit is ASCII.
  [[nodiscard]] constexpr std::uint64_t below_or_beyond_ascii(unsigned char limit) const {
    return ((bytes_ - each(limit)) | bytes_) & each(0x80);
  }
  /// All eight are decimal digits.
  [[nodiscard]] constexpr bool are_digits() const {
    const std::uint64_t values = bytes_ ^ each('0');  // of a digit its value, of others 10 and more
    return ((values | (values + each(6))) & each(0xF0)) == 0;
  }
  /// The bit that tells upper from lower case, of each byte that is an ASCII letter; all count.
  [[nodiscard]] constexpr std::uint64_t case_bits() const {
    const std::uint64_t lower = bytes_ | each(0x20);
    const std::uint64_t low = lower & each(0x7F);  // so that no sum below carries into the next
    const std::uint64_t from_a = low + each(0x80 - 'a');
    const std::uint64_t beyond_z = low + each(0x7F - 'z');
    return (from_a & ~beyond_z & ~bytes_ & each(0x80)) >> 2U;
  }

 private:
  static constexpr std::uint64_t each(unsigned char c) { return 0x0101010101010101U * c; }
  static constexpr std::uint64_t zeros(std::uint64_t x) { return (x - each(1)) & ~x & each(0x80); }
  std::uint64_t bytes_;
};

/// Sixteen bytes, likewise, in a vector of the compiler's. An answer has ones in each byte that it
/// is true of.
class ByteBlock {
 public:
  using Lanes = std::uint8_t __attribute__((vector_size(16)));
  explicit ByteBlock(const char* from) { std::memcpy(&lanes_, from, sizeof lanes_); }
  [[nodiscard]] auto equal(unsigned char c) const { return lanes_ == c; }
  [[nodiscard]] auto below_or_beyond_ascii(unsigned char limit) const {
    using Signed = std::int8_t __attribute__((vector_size(16)));
    // Beyond ASCII they are negative.
    return std::bit_cast<Signed>(lanes_) < static_cast<std::int8_t>(limit);
  }

 private:
  Lanes lanes_;
};

/// The eight bytes at `from`.
[[nodiscard]] inline std::uint64_t word_at(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// The bytes of a text that has fewer than eight, with zeros behind them. Read by loads that
/// overlap: a copy of so many bytes would be a call. REQUIRES: not empty.
[[nodiscard]] inline std::uint64_t short_word(std::string_view text) {
  const auto load = [&text](std::size_t at, auto word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    return std::uint64_t{word} << (8 * at);
  };
  const std::size_t size = text.size();
  if (size >= 4) return load(0, std::uint32_t{}) | load(size - 4, std::uint32_t{});
  return load(0, std::uint8_t{}) | load(size / 2, std::uint8_t{}) | load(size - 1, std::uint8_t{});
}

/// Where in `text` the first byte stands of which `special` is true; its size if none. `special`
/// takes a ByteWord or a ByteBlock, and answers as they do.
template <class Special>
[[nodiscard]] inline std::size_t first_special(std::string_view text, Special special) {
  const auto place = [](std::uint64_t found) {
    return static_cast<std::size_t>(found == 0 ? 8 : std::countr_zero(found) / 8);
  };
  const auto look = [&](std::size_t at) {
    return at + place(special(ByteWord(word_at(text.data() + at))));
  };
  const std::size_t size = text.size();
  if (size < 8) return size == 0 ? 0 : std::min(place(special(ByteWord(short_word(text)))), size);
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const auto answer = special(ByteBlock(text.data() + at));
    std::array<std::uint64_t, 2> found;
    std::memcpy(found.data(), &answer, sizeof found);
    if (found[0] != 0) return at + place(found[0]);
    if (found[1] != 0) return at + 8 + place(found[1]);
  }
  if (at + 8 <= size) {
    const std::size_t found = look(at);
    if (found < at + 8) return found;
  }
  return look(size - 8);  // what it has seen before is not special
}

}  // namespace orbench::core
