#include "harness/verify/expression_text.h"

#include <cmath>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"

namespace orbench::verify {
namespace {

using metrics::Figure;

/// Counts are whole, but a threshold may stand between two of them (`< 2.5`).
std::string count_text(double value) {
  const bool whole = std::abs(value) < 1e15 && std::floor(value) == value;
  return whole ? metrics::format_count(static_cast<std::int64_t>(value))
               : metrics::format_number(value);
}

std::string figure_text(Figure figure, double value) {
  switch (figure) {
    case Figure::kErrorsRate:
    case Figure::kOutcomeRate:
    case Figure::kGoodShare:
      return metrics::format_share(value);
    case Figure::kErrorsCount:
    case Figure::kOutcomeCount:
    case Figure::kRequestsCount:
      return count_text(value);
    case Figure::kCostTotal:
      return metrics::format_usd(value);
    case Figure::kCostPerHour:
      return metrics::format_usd(value) + "/h";
    case Figure::kGoodput:
    case Figure::kRequestsPerSecond:
      return metrics::format_number(value) + "/s";
    case Figure::kOutputTokensPerSecond:
      return metrics::format_value(metrics::Unit::kTokensPerSecond, value);
  }
  return metrics::format_number(value);
}

}  // namespace

std::string side_text(const metrics::Expression& expression, double value) {
  if (expression.figure) return figure_text(*expression.figure, value);
  if (expression.stat == metrics::Stat::kCount || !expression.metric) return count_text(value);
  return metrics::format_value(metrics::metric_info(*expression.metric).unit, value);
}

std::string demand_text(const metrics::Expression& expression) {
  return fmt::format("{} {}", metrics::to_string(expression.op),
                     side_text(expression, expression.value));
}

}  // namespace orbench::verify
