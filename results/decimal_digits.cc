#include "results/decimal_digits.h"

namespace orbench::results {

char* DecimalDigits::groups(char* at, std::uint64_t value) {
  constexpr std::uint64_t kThreeGroups = 1'000'000'000;
  constexpr std::uint32_t kTwoGroups = 1'000'000;
  if (value >= kThreeGroups) {
    const auto rest = static_cast<std::uint32_t>(value % kThreeGroups);
    at = write(at, value / kThreeGroups);
    at = group(at, rest / kTwoGroups);
    at = group(at, rest / kGroup % kGroup);
    return group(at, rest % kGroup);
  }
  const auto small = static_cast<std::uint32_t>(value);
  if (small < kTwoGroups) {
    at = first_group(at, small / kGroup);
  } else {
    at = first_group(at, small / kTwoGroups);
    at = group(at, small / kGroup % kGroup);
  }
  return group(at, small % kGroup);
}

}  // namespace orbench::results
