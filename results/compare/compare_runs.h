#pragma once

#include <span>

#include "results/compare/comparison.h"
#include "results/compare/run_digest.h"
#include "results/compare/terms.h"

namespace orbench::results {

/// Fewest base runs that tell how much runs differ by themselves.
inline constexpr std::size_t kLeastBaseRuns = 5;

/// Judges candidate runs against base runs, cell by cell. Runs at different times differ by more
/// than their blocks can see, so the run is the unit: with at least five base runs a change is one
/// beyond what runs differ by, and at least `terms.detect` in size; with fewer, effects and
/// intervals are shown and everything stays undecided.
/// Cells are matched by workload and labels; those of one side only are named in the notes.
/// Source: statistics.md section 5.6 (ii) and (iii).
[[nodiscard]] Comparison compare_runs(std::span<const RunDigest> base,
                                      std::span<const RunDigest> candidates,
                                      const ComparisonTerms& terms);

}  // namespace orbench::results
