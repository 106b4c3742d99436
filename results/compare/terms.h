#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/params.h"
#include "results/compare/comparand.h"
#include "results/compare/looks.h"

namespace orbench::results {

/// What a comparison is to judge, and how sure it must be.
struct ComparisonTerms {
  std::vector<Comparand> primary;  ///< empty = the defaults of comparand.h
  double alpha = 0.01;             ///< chance of any false alarm in the family
  double detect = 0.10;            ///< the change that matters, as ratio - 1
  double detect_points = 0.01;     ///< the same for shares
  /// Label values of the cells that the others are compared with; empty = every pair.
  std::vector<std::pair<std::string, std::string>> baseline;
  /// The comparison is looked at after so many blocks, and the run may end once it is decided.
  std::optional<LookPlan> stop;
  double part = 1;  ///< of alpha, that the look under way may spend

  [[nodiscard]] double look_alpha() const { return alpha * part; }
  /// A change found must also be at least sqrt(1 + detect) - 1 in size: half of it, on logs.
  [[nodiscard]] double limit(bool share) const;
  [[nodiscard]] double least_effect(bool share) const { return limit(share) / 2; }
};

/// Against the mock, which has no weather, smaller changes matter.
inline constexpr double kDetectAgainstMock = 0.05;
[[nodiscard]] ComparisonTerms default_terms(bool against_mock);

/// Reads `primary`, `alpha`, `detect_percent`, `detect_points`, `baseline` and `stop`; mistakes are
/// reported at their keys.
[[nodiscard]] ComparisonTerms read_terms(core::Params& params, bool against_mock);

}  // namespace orbench::results
