#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "harness/core/byte_scan.h"

namespace orbench::core {

/// Equal but for the case of ASCII letters, as names of headers and media types are compared.
[[nodiscard]] inline bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // Eight bytes that differ in nothing, or in the bit that tells the cases of a letter apart. Of
  // two names the second is mostly a constant, whose bits the compiler then knows.
  const auto same = [](std::uint64_t x, std::uint64_t y) {
    return (x ^ y) == 0 || ((x ^ y) & ~ByteWord(y).case_bits()) == 0;
  };
  const std::size_t size = a.size();
  if (size < 8) return size == 0 || same(short_word(a), short_word(b));
  const auto word = [](std::string_view text, std::size_t at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    return bytes;
  };
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    if (!same(word(a, at), word(b, at))) return false;
  }
  return same(word(a, size - 8), word(b, size - 8));
}

}  // namespace orbench::core
