#include "harness/metrics/number_format.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace orbench::metrics {
namespace {

constexpr const char* kNotFinite = "–";
constexpr double kMsPerSecond = 1000;

/// Puts a comma before every third digit of the whole part.
std::string group(std::string digits) {
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  const std::size_t point = digits.find('.');
  std::size_t at = point == std::string::npos ? digits.size() : point;
  while (at > first + 3) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

/// Decimals that leave `digits` significant ones; judged after rounding, so that 9.996 is 10.0.
int decimals_for(double value, int digits) {
  const double size = std::abs(value);
  int whole = size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 1;
  if (size > 0 && std::round(size * std::pow(10.0, digits - whole)) >= std::pow(10.0, digits)) {
    ++whole;
  }
  return digits > whole ? digits - whole : 0;
}

std::string fixed(double value, int decimals) {
  return group(fmt::format("{:.{}f}", value, decimals));
}

}  // namespace

std::string format_number(double value) {
  if (!std::isfinite(value)) return kNotFinite;
  if (value == 0) return "0";
  // Below one the third digit is noise and makes columns wide.
  return fixed(value, decimals_for(value, std::abs(value) < 0.995 ? 2 : 3));
}

std::string format_count(std::int64_t count) { return group(fmt::format("{}", count)); }

std::string format_share(double fraction) { return format_number(fraction * 100) + "%"; }

std::string format_usd(double dollars) {
  if (!std::isfinite(dollars)) return kNotFinite;
  if (dollars == 0) return "$0";
  const std::string sign = dollars < 0 ? "-" : "";
  const double size = std::abs(dollars);
  return sign + "$" + fixed(size, std::max(2, decimals_for(size, 3)));
}

std::string format_value(Unit unit, double value) {
  if (!std::isfinite(value)) return kNotFinite;
  switch (unit) {
    case Unit::kMilliseconds:
      if (std::abs(value) >= kMsPerSecond - 0.5) return format_number(value / kMsPerSecond) + " s";
      return format_number(value) + " ms";
    case Unit::kTokensPerSecond:
      return format_number(value) + " tok/s";
    case Unit::kUsd:
      return format_usd(value);
    case Unit::kTokens:
      return format_number(value) + " tokens";
    case Unit::kPerSecond:
      return format_number(value) + "/s";
    case Unit::kRatio:
      return format_number(value);
  }
  return format_number(value);
}

}  // namespace orbench::metrics
