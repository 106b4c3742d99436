#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reporters/reporter.h"
#include "results/compare/comparison.h"

namespace orbench::reporters {

/// What `orbench compare` has to say.
struct ComparisonReport {
  std::string base;  ///< as the user named it
  std::string candidate;
  std::vector<results::Comparison> comparisons;
  std::string
      status;  ///< `worse`, `better`, `equal` or `undecided`: the gravest of what was judged
  int exit_code = 0;
};

inline constexpr std::string_view kComparisonSchema = "orbench.comparison/1";

/// For people.
[[nodiscard]] std::string comparison_text(const ComparisonReport& report, const ReportStyle& style);
/// Its comparisons are as in summary.json (results/schema/summary.v1.json).
[[nodiscard]] std::string comparison_json(const ComparisonReport& report);

}  // namespace orbench::reporters
