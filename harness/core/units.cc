#include "harness/core/units.h"

#include <cmath>

namespace orbench::core {
namespace {

// 2^63 is exact as a double, INT64_MAX is not: compare before converting.
constexpr double kInt64Limit = 9223372036854775808.0;

std::int64_t saturate(double value) {
  if (std::isnan(value)) return 0;
  if (value >= kInt64Limit) return std::numeric_limits<std::int64_t>::max();
  if (value < -kInt64Limit + 1024.0) return std::numeric_limits<std::int64_t>::min() + 1;
  return static_cast<std::int64_t>(value);
}

}  // namespace

Duration from_seconds(double s) { return Duration{saturate(std::round(s * 1e9))}; }
Duration from_ms(double ms) { return Duration{saturate(std::round(ms * 1e6))}; }

Usd Usd::from_dollars(double dollars) { return Usd(saturate(std::round(dollars * 1e12))); }
Usd Usd::from_dollars_rounded_up(double dollars) {
  return Usd(saturate(std::ceil(dollars * 1e12)));
}

}  // namespace orbench::core
