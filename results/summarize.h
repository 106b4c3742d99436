#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/metrics/expression.h"
#include "harness/metrics/recorder.h"
#include "results/run_result.h"

namespace orbench::results {

/// Turns folded samples into the cells of a RunResult.
/// `identities[i]` belongs to `recorder.cells()[i]`. REQUIRES: equal sizes.
[[nodiscard]] std::vector<CellResult> summarize_cells(
    const metrics::Recorder& recorder, std::span<const CellIdentity> identities,
    std::span<const std::optional<double>> offered_rps);
/// How to fold the samples of a cell again, given what it came to: its window and blocks.
[[nodiscard]] metrics::Recorder::CellPlan replay_plan(const CellResult& cell);
[[nodiscard]] std::vector<TimelineRow> summarize_timeline(const metrics::Timeline& timeline);

/// The distribution of one metric over a cell: quantiles, intervals by effective sample size over
/// its blocks (statistics.md section 5.2), and pQ_all from the cell's failure share.
[[nodiscard]] metrics::Distribution summarize_metric(const metrics::CellRecord& cell,
                                                     metrics::MetricId id);
/// The same for one provider of the cell. Blocks are not kept for each provider, so its intervals
/// take the effective sample size of the cell in proportion to the provider's values.
[[nodiscard]] metrics::Distribution summarize_provider_metric(
    const metrics::CellRecord& cell, const metrics::ProviderRecord& provider, metrics::MetricId id);
/// The same without blocks, for a bare histogram; `failure_share` is 0-1. Without blocks nothing is
/// known of how the values hang together, so there are no intervals.
[[nodiscard]] metrics::Distribution summarize_histogram(const metrics::Histogram& histogram,
                                                        metrics::Unit unit, bool higher_is_better,
                                                        double failure_share);
[[nodiscard]] SystemFigures summarize_figures(const metrics::CellRecord& cell,
                                              std::optional<double> offered_rps);

/// What an expression's left side comes to on a cell.
struct Observation {
  std::optional<double> value;  ///< in the expression's unit; empty when there is no data
  bool beyond_limit = false;    ///< pQ_all: so many failed that the quantile has no value
  std::int64_t n = 0;           ///< samples behind it; pQ_all counts its failures
  /// Of a quantile: what n is worth in independent samples (n*); n itself where there is one block.
  double effective_n = 0;
  bool low_n = false;  ///< effective_n is under least_count_for the quantile
};
/// `ok_only` is `basis: "ok"`; otherwise quantiles are pQ_all (metrics without a better side know
/// no failures and stay as they are). Counts and shares are of the measured window.
[[nodiscard]] Observation observe(const metrics::CellRecord& cell,
                                  const metrics::Expression& expression, bool ok_only);

/// Least effective sample count for which a quantile's 95 % interval exists: n >= ln .025 / ln p.
[[nodiscard]] std::int64_t least_count_for(core::Percentile q);

}  // namespace orbench::results
