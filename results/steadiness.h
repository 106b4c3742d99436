#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/metrics/cell_record.h"
#include "results/run_result.h"

namespace orbench::results {

/// Kendall's rank correlation of a series with its own order.
struct Trend {
  double tau = 0;  ///< -1 … 1; above 0 the series rises
  double p = 1;    ///< two-sided chance of so strong a trend in a series without one
};

/// Exact for up to 40 values without ties, else the normal approximation with continuity
/// correction and the variance for ties. A series of fewer than two values has no trend.
/// Source: M. G. Kendall, Rank Correlation Methods.
[[nodiscard]] Trend kendall_trend(std::span<const double> values);

/// A trend with a smaller p marks a cell "not steady" (metrics.md section 3).
inline constexpr double kNotSteadyP = 0.01;
/// The widest gap between mean in flight and completions/s x mean time that passes.
inline constexpr double kLittleTolerance = 0.05;

/// What a reader must know before trusting one distribution for the whole window: a drift of the
/// block medians (of ttft for streams, else of e2e), and a mean in flight that contradicts Little's
/// law. Sentences; empty when all is well.
[[nodiscard]] std::vector<std::string> steadiness_notes(const metrics::CellRecord& cell,
                                                        const SystemFigures& figures);

}  // namespace orbench::results
