#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/metrics/cell_record.h"
#include "results/compare/comparand.h"

namespace orbench::results {

/// One difference per block between a candidate and its base: d_j = ln Q(C,j) - ln Q(A,j), or the
/// difference of two shares. The block is the unit of replication: what the two sides met in the
/// same block (the service's weather, the client's) cancels.
struct PairedSeries {
  std::vector<double> d;
  /// Of each value the block it begins with: merged blocks take the sign of their first one.
  std::vector<std::size_t> first_block;
  /// That the values were made of: more than values where some were merged.
  std::size_t blocks = 0;
  /// Neighbouring blocks tell alike: they were merged pairwise, as far as eight remain.
  bool weather_correlated = false;
};

/// Fewest blocks that a verdict may rest on.
inline constexpr std::size_t kLeastBlocks = 8;

/// Pairs the blocks of two interleaved cells. Blocks with too few values on either side are merged
/// with the next; what is left over joins the last. Blocks without a figure are left out.
/// Source: statistics.md sections 5.1 and 5.3.
[[nodiscard]] PairedSeries pair_blocks(const metrics::CellRecord& base,
                                       const metrics::CellRecord& candidate,
                                       const Comparand& comparand);

/// The block figures of one cell, merged by the same rules: logs of what is compared by ratio,
/// shares as they are.
[[nodiscard]] std::vector<double> block_figures(const metrics::CellRecord& cell,
                                                const Comparand& comparand);

struct Moments {
  double mean = 0;
  double sd = 0;  ///< with n - 1
};
[[nodiscard]] Moments moments(std::span<const double> values);

/// True when the lag-1 autocorrelation r1 of n values has r1 + 1/n > 1/sqrt(n).
[[nodiscard]] bool is_weather_correlated(std::span<const double> values);

}  // namespace orbench::results
