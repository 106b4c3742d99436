#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace orbench::results {

static_assert(std::endian::native == std::endian::little, "the first digit is the lowest byte");

/// Writes whole numbers three digits at a time: a line of the sample log holds some twenty, and
/// most of its cost was theirs. It may write up to three bytes behind the number.
class DecimalDigits {
 public:
  static constexpr std::size_t kMost = 20 + 3;  ///< bytes touched by the longest

  /// Returns the end of the number.
  static char* write(char* at, std::uint64_t value) {
    return value < kGroup ? first_group(at, static_cast<std::uint32_t>(value)) : groups(at, value);
  }
  /// Three digits, zeros in front. REQUIRES: value < 1000.
  static char* group(char* at, std::uint32_t value) {
    std::memcpy(at, kGroups[value].data(), kGroups[value].size());
    return at + 3;
  }

 private:
  using Group = std::array<char, 4>;  // the last of them only so that copying it is one move

  static constexpr std::uint32_t kGroup = 1000;

  /// A number of several groups: not inline, or lines would be code without end.
  static char* groups(char* at, std::uint64_t value);

  static char* first_group(char* at, std::uint32_t value) {
    const std::size_t zeros = value < 10 ? 2 : (value < 100 ? 1 : 0);
    std::uint32_t digits = 0;
    std::memcpy(&digits, kGroups[value].data(), sizeof digits);
    digits >>= 8 * zeros;
    std::memcpy(at, &digits, sizeof digits);
    return at + (3 - zeros);
  }

  static constexpr std::array<Group, 1000> kGroups = [] {
    std::array<Group, 1000> groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i] = {static_cast<char>('0' + i / 100), static_cast<char>('0' + i / 10 % 10),
                   static_cast<char>('0' + i % 10), '0'};
    }
    return groups;
  }();
};

}  // namespace orbench::results
