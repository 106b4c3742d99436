#pragma once

#include <optional>
#include <vector>

#include "harness/core/json.h"
#include "results/compare/comparand.h"
#include "results/compare/terms.h"

namespace orbench::cli {

/// What the command line says of a comparison's terms, over those of the runs or scenarios.
struct TermFlags {
  std::vector<results::Comparand> primary;
  std::optional<double> detect_percent;
  std::optional<double> alpha;
};

/// Sets what the flags say, and leaves the rest.
void set_terms(const TermFlags& flags, results::ComparisonTerms& terms);
/// The same in the `compare` of a workload. REQUIRES: an object.
void set_terms(const TermFlags& flags, core::Json& compare);

}  // namespace orbench::cli
