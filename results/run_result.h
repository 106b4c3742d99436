#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/metrics/cell_record.h"
#include "harness/metrics/distribution.h"
#include "results/budget_report.h"
#include "results/cell_identity.h"
#include "results/client_report.h"
#include "results/compare/comparison.h"
#include "results/discovery.h"
#include "results/routing_view.h"
#include "results/search_report.h"

/// What a run found, as plain values: built from live recorders or from a stored sample log by the
/// same code, saved as summary.json, judged by verify, printed by reporters.
namespace orbench::results {

struct RunInfo {
  std::string id;  ///< the run folder's name
  std::string name;
  std::string started_at;  ///< ISO 8601 UTC
  double epoch = 0;        ///< wall seconds at the run epoch
  double duration_s = 0;
  std::uint64_t seed = 0;
  bool partial = false;
  /// completed | max_cost_usd | max_requests | max_duration_s | signal | abort | decided |
  /// budget_model_broken | kill (rebuilt)
  std::string stopped_by = "completed";
  std::vector<std::pair<std::string, std::string>> tags;
};

/// Rates of what was done inside the window, over the window's length.
struct SystemFigures {
  double window_start_s = 0;
  double window_end_s = 0;
  double requests_per_s = 0;
  double good_per_s = 0;
  double output_tokens_per_s = 0;
  double cost_per_hour = 0;
  std::optional<double> offered_rps;  ///< asked for; empty in a closed loop
  double achieved_rps = 0;            ///< sent in the window / its length
  double in_flight_mean = 0;
  std::int64_t in_flight_max = 0;
};

struct BlockSummary {
  std::int64_t sent = 0;
  std::int64_t ok = 0;
  std::int64_t errors = 0;
  std::optional<double> ttft_p50;  ///< ms
  std::optional<double> e2e_p50;   ///< ms
};

using MetricSummaries = std::map<metrics::MetricId, metrics::Distribution>;

struct ProviderSummary {
  metrics::Counters counters;
  MetricSummaries metrics;
};

struct CellResult {
  CellIdentity identity;
  metrics::Counters counters;
  metrics::Counters warmup;
  SystemFigures figures;
  MetricSummaries metrics;         ///< of ok requests
  MetricSummaries failed_metrics;  ///< of sent requests that neither succeeded nor were cancelled
  std::vector<BlockSummary> blocks;
  std::map<std::string, ProviderSummary> providers;
  std::vector<metrics::ErrorRecord> errors;  ///< most frequent first
  std::vector<std::string> notes;  ///< what a reader must know: not steady, little's law, …
};

struct TimelineRow {
  double at_s = 0;
  std::int64_t started = 0;
  std::int64_t ended = 0;
  std::int64_t in_flight = 0;  ///< at the end of the interval
  std::int64_t errors = 0;
  double cost_usd = 0;
  std::optional<double> ttft_p50;  ///< ms
  std::optional<double> ttft_p95;
};

struct RunResult {
  std::string tool_version;
  RunInfo run;
  std::vector<std::pair<std::string, std::string>> environment;
  core::JsonValue settings;  ///< the effective scenario
  std::vector<CellResult> cells;
  double timeline_interval_s = 1;
  std::vector<TimelineRow> timeline;
  ClientReport client;
  std::optional<BudgetReport> budget;      ///< where the run had one
  std::vector<Comparison> comparisons;     ///< of the cells of each workload that has several
  std::vector<ServerView> server_views;    ///< by provider, where requests were looked up
  std::vector<PublishedFigure> published;  ///< where endpoint tables were taken
  std::optional<Discovery> discovery;      ///< of discovery.json, where routing was checked
  std::vector<SearchReport> searches;      ///< of the workloads whose `load` is a search
};

/// Sums over the cells.
struct Totals {
  metrics::Counters counters;
  metrics::Counters warmup;
  double requests_per_s = 0;
  double good_per_s = 0;
  double output_tokens_per_s = 0;
};
[[nodiscard]] Totals totals(const RunResult& result);

}  // namespace orbench::results
