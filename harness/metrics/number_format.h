#pragma once

#include <cstdint>
#include <string>

#include "harness/metrics/metric.h"

/// How a number is written for people, in one place, so that a finding and a table never disagree.
/// Three significant digits, thousands separators, no exponents; what is not finite is a dash.
namespace orbench::metrics {

/// `0.42`, `8.12`, `81.2`, `812`, `12,400`.
[[nodiscard]] std::string format_number(double value);
/// `12,345`.
[[nodiscard]] std::string format_count(std::int64_t count);
/// A fraction as a percentage: 0.0123 is `1.23%`.
[[nodiscard]] std::string format_share(double fraction);
/// `$0.0123`, `$12.30`, `$1,234.50`: cents at least, more digits for what is small.
[[nodiscard]] std::string format_usd(double dollars);
/// A value of a metric's unit, with its unit: `812 ms`, `1.24 s`, `81.2 tok/s`, `$0.0123`,
/// `128 tokens`, `1.50`.
[[nodiscard]] std::string format_value(Unit unit, double value);

}  // namespace orbench::metrics
