#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "results/compare/comparison.h"
#include "results/compare/terms.h"
#include "tests/results/simulation.h"

/// What tests of comparisons share.
namespace orbench::results {

[[nodiscard]] inline CellIdentity identity(const std::string& value) {
  CellIdentity out;
  out.workload = "chat";
  out.labels = {{"stream", "true"}, {"only", value}};
  return out;
}

[[nodiscard]] inline const ComparedFigure& figure(const Comparison& comparison,
                                                  const std::string& name, std::size_t pair = 0) {
  for (const ComparedFigure& found : comparison.pairs.at(pair).figures) {
    if (found.figure == name) return found;
  }
  static const ComparedFigure none;
  ADD_FAILURE() << name << " is not compared";
  return none;
}

[[nodiscard]] inline std::vector<metrics::CellRecord> simulated(const SimulatedService& service,
                                                                const std::vector<double>& factors,
                                                                std::uint64_t seed) {
  core::Rng rng(seed, "comparison");
  return simulated_cells(service, factors, rng);
}

[[nodiscard]] inline ComparisonTerms two_quantiles() {
  ComparisonTerms terms = default_terms(false);
  terms.primary = {parse_comparand("ttft.p50").value(), parse_comparand("ttft.p90").value()};
  return terms;
}

[[nodiscard]] inline bool alarms(const Comparison& comparison) {
  return has_verdict(comparison, ComparisonVerdict::kWorse) ||
         has_verdict(comparison, ComparisonVerdict::kBetter);
}

}  // namespace orbench::results
