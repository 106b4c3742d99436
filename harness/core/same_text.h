#pragma once

#include <cstdint>
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
  const auto same_at = [&](std::size_t at) {
    return same(word_at(a.data() + at), word_at(b.data() + at));
  };
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    if (!same_at(at)) return false;
  }
  return same_at(size - 8);
}

}  // namespace orbench::core
