#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/metrics/distribution.h"
#include "harness/metrics/recorder.h"
#include "results/budget_report.h"
#include "results/compare/comparison.h"
#include "results/discovery.h"
#include "results/routing_view.h"
#include "results/search_report.h"

/// What a run found, as plain values: built from live recorders or from a stored sample log by the
/// same code, saved as summary.json, judged by verify, printed by reporters.
namespace orbench::results {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// What a cell's requests say about where they may go; kept where the router's word is checked.
struct RoutingIdentity {
  core::JsonValue asked;      ///< the members of the request that routing follows from
  std::int64_t control = -1;  ///< index of the cell with the same request but no preference
  bool is_control = false;    ///< this is one
  std::int64_t deals = 1;     ///< its requests in each round of the workload's cells
  std::int64_t turns = 1;     ///< of each of its conversations; 1 where there are none
  friend bool operator==(const RoutingIdentity&, const RoutingIdentity&) = default;
};

/// The names that samples refer to by index.
struct CellIdentity {
  std::string workload;
  std::string endpoint;
  std::string model;  ///< asked for
  Labels labels;      ///< `stream` first, then the matrix values
  bool open_loop = false;
  std::string load;  ///< for people: `poisson, 20 rps`
  /// What the `${text:N}` of one request ask for together; empty when it has none.
  std::optional<std::int64_t> text_tokens = std::nullopt;
  std::optional<RoutingIdentity> routing = std::nullopt;
  friend bool operator==(const CellIdentity&, const CellIdentity&) = default;
};

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

/// What `orbench calibrate` found on the machine of the run, as far as it bears on the run's
/// stamps.
struct ClientCalibration {
  std::string date;     ///< ISO 8601 UTC
  std::string version;  ///< of the orbench that calibrated
  bool quick = false;   ///< by `--quick`: the way was tried, the figures are coarse
  double send_lag_p99_us = 0;
  double rate_error = 0;  ///< share of the planned arrivals: -0.01 is one in a hundred too few
  std::optional<double> stamp_error_p99_us;  ///< of the stamp kind used
  std::optional<double> percentile_error;    ///< the largest of the ttft quantiles, a share
};

/// The client's own part in the figures (metrics.md section 4).
struct ClientReport {
  std::string stamps = "callback";  ///< kernel | callback | unknown (rebuilt)
  int workers = 1;
  metrics::Distribution send_lag;  ///< ms, every dispatched request
  metrics::Distribution loop_lag;  ///< ms, every timed wake-up
  std::vector<double> cpu_share;   ///< per worker, 0-1
  std::int64_t dropped = 0;        ///< arrivals refused by the in-flight cap
  std::int64_t planned = 0;        ///< arrivals drawn in the window
  std::int64_t late = 0;           ///< dispatched more than 5 ms after they were admitted
  std::int64_t missed = 0;         ///< subset of planned: dispatched after the window had closed
  bool client_limited = false;
  std::vector<std::string> reasons;              ///< why it is client-limited
  std::optional<ClientCalibration> calibration;  ///< empty: this machine was not calibrated
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
