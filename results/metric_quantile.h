#pragma once

#include <optional>

#include "harness/metrics/cell_record.h"

namespace orbench::results {

// The three steps from recorded values to a percentile, shared by summaries and checks so that a
// check can never disagree with the table beside it. Percentiles are 0-100 from the good side.

/// Which percentile of the ok requests is this percentile of all judged ones, failures taken as
/// worse than any value: Q / (1 - f). Empty when f >= 1 - Q: it lies among the failures.
[[nodiscard]] std::optional<double> percent_of_ok(double percent, double failure_share);

/// The value at a percentile, in the metric's unit. REQUIRES: a histogram that is not empty.
[[nodiscard]] double quantile_of(const metrics::Histogram& histogram,
                                 const metrics::MetricInfo& metric, double percent);

/// n* of statistics.md section 5.2 over the cell's blocks; 0 without values or with one block.
[[nodiscard]] double effective_sample_count(const metrics::CellRecord& cell, metrics::MetricId id,
                                            core::Percentile q);

}  // namespace orbench::results
