#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/metrics/cell_record.h"
#include "results/compare/comparison.h"
#include "results/compare/pairs.h"
#include "results/compare/terms.h"

namespace orbench::results {

/// One side of a pair: who it is and what was recorded. Borrows the record.
struct ComparedCell {
  CellIdentity identity;
  const metrics::CellRecord* record = nullptr;
};

/// Judges pairs of interleaved cells as one family of hypotheses: paired block differences, the
/// joint sign-flip test, simultaneous intervals. `seed` draws the flips.
/// Pure: the same records, terms and seed give the same comparison.
/// Source: statistics.md section 5.3.
[[nodiscard]] Comparison compare_cells(std::span<const ComparedCell> cells,
                                       std::span<const CellPair> pairs,
                                       const ComparisonTerms& terms, std::uint64_t seed);

/// The same where `terms.stop` has the blocks looked at several times: the comparison at the first
/// look that decided it, on the blocks up to there; else that of the last look. Without `stop` the
/// one look at all blocks.
/// Source: statistics.md section 5.5.
[[nodiscard]] Comparison compare_in_looks(std::span<const ComparedCell> cells,
                                          std::span<const CellPair> pairs,
                                          const ComparisonTerms& terms, std::uint64_t seed);

/// The same comparison at one look, whatever came of those before it.
[[nodiscard]] Comparison compare_at(const Look& look, std::span<const ComparedCell> cells,
                                    std::span<const CellPair> pairs, const ComparisonTerms& terms,
                                    std::uint64_t seed);

/// Nothing is left to be told: some judged figure is better or worse, or all are equal.
[[nodiscard]] bool is_decided(const Comparison& comparison);

/// The comparisons that a run makes of its own cells: one for each workload with several, whose
/// terms are those at its first cell. REQUIRES: equal sizes; the cells of a workload are
/// neighbours.
[[nodiscard]] std::vector<Comparison> compare_workloads(
    std::span<const metrics::CellRecord> records, std::span<const CellIdentity> identities,
    std::span<const ComparisonTerms> terms, std::uint64_t seed);

}  // namespace orbench::results
