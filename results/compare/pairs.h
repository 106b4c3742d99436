#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "results/run_result.h"

namespace orbench::results {

struct CellPair {
  std::size_t base = 0;
  std::size_t candidate = 0;
};

/// The most pairs that one comparison takes on.
inline constexpr std::size_t kMostPairs = 100;

/// Which cells of one run are compared with which.
struct Pairs {
  std::vector<CellPair> pairs;  ///< inside one workload each
  bool cut = false;             ///< there were more than kMostPairs
};

/// Without a baseline: the pairs of a workload's cells that differ in as few labels as any, so that
/// a difference has one cause. With one: each cell against the cell that has the baseline's values
/// and is otherwise alike. Cells are those of one workload.
[[nodiscard]] Pairs pair_cells(std::span<const CellIdentity> cells, const Labels& baseline);

/// The cells that differ in the label `tag` and in nothing else; the first value seen is the base.
[[nodiscard]] Pairs pair_by_label(std::span<const CellIdentity> cells, const std::string& tag);

/// The labels of `cell` as text, those that `other` has too left out (or, `same`, kept instead):
/// `provider.only=groq, stream=false`.
[[nodiscard]] std::string labels_text(const CellIdentity& cell, const CellIdentity& other,
                                      bool same);

}  // namespace orbench::results
