#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace orbench::results {

/// One block's part in a quantile: how many values it holds, and how many of them lie at or below
/// the quantile of all blocks together.
struct BlockShare {
  std::int64_t count = 0;
  std::int64_t at_or_below = 0;
};

/// What blocked values are worth in independent ones.
struct EffectiveCount {
  double deff = 1;  ///< design effect: variance between blocks over that of independent values
  double n = 0;     ///< n*, never above the number of values; 0 when blocks cannot tell (under two)
};

/// n* = (n / deff) (1.96 / t_{.975,B-1})^2, over the B blocks that hold values. `q` is the
/// ascending quantile as a fraction. REQUIRES: 0 < q < 1. Source: statistics.md section 5.2:
/// requests of one block share their weather, so an interval that took them as independent would be
/// too narrow.
[[nodiscard]] EffectiveCount effective_count(std::span<const BlockShare> blocks, double q);

/// Ranks of the ordered values, 1-based and inclusive.
struct RankInterval {
  std::int64_t lo = 1;
  std::int64_t hi = 1;
};

/// Clopper-Pearson limits of q by n* values, as ranks among `count` values: a 95 % interval of the
/// quantile. Empty when n* is under least_effective_count(q): no such interval exists.
[[nodiscard]] std::optional<RankInterval> quantile_ranks(double q, std::int64_t count,
                                                         double effective_n);

/// ceil(ln .025 / ln max(q, 1-q)): with fewer values even the extreme one is inside too often.
[[nodiscard]] std::int64_t least_effective_count(double q);

}  // namespace orbench::results
