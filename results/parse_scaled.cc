#include <charconv>
#include <cmath>

#include "harness/core/json_lexemes.h"
#include "results/sample_line_parser.h"

namespace orbench::results {
namespace {

/// Through floating point: for exponents, and for more decimals than are kept.
std::optional<std::int64_t> rounded(std::string_view text, int decimals) {
  constexpr double kMost = 9e18;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const double scaled = value * std::pow(10.0, decimals);
  if (!(std::abs(scaled) < kMost)) return std::nullopt;
  return std::llround(scaled);
}

bool append_digit(std::int64_t& value, int digit) {
  return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
         !__builtin_add_overflow(value, std::int64_t{digit}, &value);
}

}  // namespace

std::optional<std::int64_t> parse_scaled(std::string_view text, int decimals) {
  if (text.empty() || core::number_length(text) != text.size()) return std::nullopt;
  const std::size_t point = text.find('.');
  const std::size_t fraction = point == std::string_view::npos ? 0 : text.size() - point - 1;
  if (text.find_first_of("eE") != std::string_view::npos ||
      fraction > static_cast<std::size_t>(decimals)) {
    return rounded(text, decimals);
  }
  const bool negative = text.front() == '-';
  std::int64_t value = 0;
  for (const char c : text) {
    if (core::is_digit(c) && !append_digit(value, negative ? '0' - c : c - '0')) {
      return std::nullopt;
    }
  }
  for (auto missing = static_cast<std::size_t>(decimals) - fraction; missing > 0; --missing) {
    if (!append_digit(value, 0)) return std::nullopt;
  }
  return value;
}

}  // namespace orbench::results
