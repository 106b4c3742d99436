#include "tests/results/full_run.h"

#include <nlohmann/json.hpp>

#include "tests/results/full_sample.h"

namespace orbench::results {
namespace {

using metrics::MetricId;

metrics::Counters counters(std::int64_t base) {
  metrics::Counters out;
  for (std::int64_t& outcome : out.outcomes) outcome = base++;
  out.good = base;
  out.retried = base + 4;
  out.cached = base + 1;
  out.objectives_undefined = base + 2;
  out.without_usage = base + 3;
  out.prompt_tokens = base * 100;
  out.output_tokens = base * 1000;
  out.cost = core::Usd::from_pico(123'456'789 * base);
  return out;
}

metrics::Distribution distribution(MetricId id) {
  metrics::Distribution out;
  out.unit = metrics::metric_info(id).unit;
  out.count = 120;
  out.undefined = 3;
  out.below_range = 1;
  out.above_range = 2;
  out.min = 0.125;
  out.mean = 231.0625;
  out.stddev = 1.0 / 3.0;
  out.max = 1e6;
  out.deff = 1.75;
  out.quantiles = {{50, 230.5, 221.25, 240.75, 233.5}, {99.9, 900.5, {}, {}, {}}};
  return out;
}

MetricSummaries summaries(std::initializer_list<MetricId> ids) {
  MetricSummaries out;
  for (const MetricId id : ids) out[id] = distribution(id);
  return out;
}

metrics::ErrorRecord error() {
  metrics::ErrorRecord out;
  out.outcome = core::Outcome::kRateLimited;
  out.status = 429;
  out.message = "slow down\n\x1b[31m";
  out.count = 12;
  out.sample_seqs = {3, 18'446'744'073'709'551'615ULL};
  return out;
}

CellResult cell() {
  CellResult out;
  out.identity = full_identity();
  out.counters = counters(1);
  out.warmup = counters(2);
  out.figures = {2.5, 22.5, 20.125, 18.5, 2496.75, 1.40625, 20, 19.875, 37.25, 61};
  out.metrics = summaries({MetricId::ttft, MetricId::output_tps, MetricId::cost});
  out.failed_metrics = summaries({MetricId::events_per_read});
  out.blocks = {{200, 195, 5, 229.5, 1801.5}, {6, 5, 1, {}, {}}};
  out.providers["Bluefin"] = {counters(3), summaries({MetricId::prompt_tokens})};
  out.providers[""] = {counters(0), {}};
  out.errors = {error()};
  out.notes = {"not steady: made up"};
  return out;
}

Comparison comparison() {
  Comparison out;
  out.design = ComparisonDesign::kInterleaved;
  out.alpha = 0.02;
  out.detect = 0.05;
  out.detect_points = 0.005;
  out.family = 2;
  ComparedFigure judged;
  judged.figure = "ttft.p50";
  judged.unit = "ms";
  judged.base = 230.5;
  judged.candidate = 180.25;
  judged.effect = -0.22;
  judged.lo = -0.25;
  judged.hi = -0.19;
  judged.p = 0.0005;
  judged.units = 20;
  judged.verdict = ComparisonVerdict::kBetter;
  judged.detectable = 0.04;
  judged.units_needed = 14;
  judged.note = "weather correlated";
  ComparedFigure shown;
  shown.figure = "itl.p50";
  shown.unit = "ms";
  shown.base = 10;
  out.pairs = {{"chat", "only=a", "only=b", "stream=true", {judged, shown}}};
  out.notes = {"a note"};
  return out;
}

ClientReport client() {
  ClientReport out;
  out.stamps = "kernel";
  out.workers = 2;
  out.send_lag = distribution(MetricId::send_lag);
  out.loop_lag = distribution(MetricId::send_lag);
  out.read_lag = distribution(MetricId::send_lag);
  out.cpu_share = {0.25, 0.5};
  out.dropped = 4;
  out.planned = 400;
  out.late = 7;
  out.client_limited = true;
  out.reasons = {"a worker used over 90 % of a core"};
  out.calibration = {"2026-01-30T09:00:00.000Z", "0.1.0", true, 84.5, -0.25, 31.5, 0.5};
  return out;
}

RunInfo run_info() {
  RunInfo out;
  out.id = "20260131T120000Z-quickstart";
  out.name = "quickstart";
  out.started_at = "2026-01-31T12:00:00.123Z";
  out.epoch = 1769860800.123456;
  out.duration_s = 24.5;
  out.seed = 9'007'199'254'740'993;  // 2^53 + 1: no double holds it
  out.partial = true;
  out.stopped_by = "signal";
  out.tags = {{"commit", "abc123"}, {"branch", "main"}};
  return out;
}

Verdict verdict() {
  Verdict out;
  out.status = RunStatus::kFailed;
  out.exit_code = 1;
  out.findings = {"ttft.p95 < 800ms failed: 912 ms over 400 requests"};
  CheckRecord check;
  check.check = "ttft.p95 < 800ms";
  check.where = "workload=chat";
  check.verdict = CheckVerdict::kFailed;
  check.expected = "< 800 ms";
  check.observed = "912 ms";
  check.n = 400;
  check.evidence = {"w0-17", "w0-44"};
  check.note = "low n (40 of 72)";
  check.implicit = true;
  out.checks = {check};
  return out;
}

}  // namespace

StoredRun full_run() {
  StoredRun out;
  out.result.tool_version = "0.1.0";
  out.result.run = run_info();
  out.result.environment = {{"os", "Linux 6.1"}, {"libcurl", "7.88.1"}};
  out.result.settings = core::JsonValue(core::Json{{"name", "quickstart"}, {"seed", 42}});
  out.result.cells = {cell(), CellResult{}};
  ServerView view;
  view.provider = "Bluefin";
  view.requests = 7;
  view.client_ttft_ms = 210.5;
  view.server_latency_ms = 180.25;
  view.ttft_share_ms = 30.25;
  view.client_prompt_tokens = view.billed_prompt_tokens = 700;
  view.tokens_differ = 1;
  out.result.server_views = {view};
  out.result.searches = {full_search()};
  out.result.budget = results::BudgetReport{
      core::Usd::from_dollars(0.5),
      3,
      core::Usd::from_dollars(0.0015),
      2,
      core::Usd::from_dollars(0.002),
      {{1, core::JsonValue(core::Json{{"prompt", "1.5"}, {"completion", "4"}, {"request", "0"}})}}};
  out.result.published = {
      {"a/m", "Bluefin", "ttft", 50, 210.5, 200, 220, 190, 205, Agreement::kAgrees, ""},
      {"a/m",
       "Teal",
       "output_tps",
       99,
       {},
       {},
       {},
       {},
       {},
       Agreement::kCannotTell,
       "nothing was measured"}};
  out.result.timeline_interval_s = 2;
  out.result.timeline = {{0, 20, 12, 8, 1, 0.015625, 229.5, 410.25}, {2, 1, 9, 0, 0, 0, {}, {}}};
  out.result.client = client();
  out.result.comparisons = {comparison()};
  out.verdict = verdict();
  return out;
}

}  // namespace orbench::results
