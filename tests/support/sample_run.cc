#include "tests/support/sample_run.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::support {
namespace {

using core::Outcome;
using metrics::Counters;
using metrics::Distribution;
using metrics::MetricId;

/// The least counts of the interval rule, beside the quantiles that they belong to.
struct QuantileRule {
  double q;
  double factor;  // of the median
  std::int64_t least;
};
constexpr QuantileRule kRules[] = {{50, 1.0, 6},  {75, 1.3, 13},  {90, 1.8, 36},
                                   {95, 2.3, 72}, {99, 3.4, 368}, {99.9, 5.2, 3688}};

Distribution distribution(MetricId id, double median, std::int64_t count, double failed = 0) {
  Distribution out;
  out.unit = metrics::metric_info(id).unit;
  out.count = count;
  out.min = median * 0.4;
  out.mean = median * 1.15;
  out.stddev = median * 0.5;
  out.max = median * 6;
  for (const QuantileRule& rule : kRules) {
    metrics::QuantileValue quantile;
    quantile.q = rule.q;
    quantile.value = median * rule.factor;
    const double half = quantile.value * 1.2 / std::sqrt(static_cast<double>(count));
    if (count >= rule.least) {
      quantile.lo = quantile.value - half;
      quantile.hi = quantile.value + 1.4 * half;
    }
    if (failed < 1 - rule.q / 100) quantile.all = quantile.value * (1 + failed);
    out.quantiles.push_back(quantile);
  }
  return out;
}

void put(results::MetricSummaries& into, MetricId id, double median, std::int64_t count,
         double failed = 0) {
  into[id] = distribution(id, median, count, failed);
}

void set(Counters& counters, Outcome outcome, std::int64_t count) {
  counters.outcomes[static_cast<std::size_t>(outcome)] = count;
}

metrics::ErrorRecord error(Outcome outcome, int status, std::string message, std::int64_t count,
                           std::vector<std::uint64_t> seqs) {
  metrics::ErrorRecord record;
  record.outcome = outcome;
  record.status = status;
  record.message = std::move(message);
  record.count = count;
  record.sample_seqs = std::move(seqs);
  return record;
}

results::ProviderSummary provider(std::int64_t ok, std::int64_t refused, double ttft) {
  results::ProviderSummary out;
  set(out.counters, Outcome::kOk, ok);
  set(out.counters, Outcome::kRateLimited, refused);
  out.counters.good = ok;
  out.counters.cost = core::Usd::from_dollars(0.00002 * static_cast<double>(ok));
  const double failed = static_cast<double>(refused) / static_cast<double>(ok + refused);
  put(out.metrics, MetricId::ttft, ttft, ok, failed);
  put(out.metrics, MetricId::itl, ttft / 20, ok, failed);
  put(out.metrics, MetricId::output_tps, 9000 / ttft, ok, failed);
  put(out.metrics, MetricId::e2e, ttft * 6, ok, failed);
  return out;
}

results::CellResult open_loop_cell() {
  results::CellResult cell;
  cell.identity = {"chat-open",       "chat", "aurora/swift-8b", {{"stream", "true"}}, true,
                   "poisson, 20 rps", {}};
  cell.providers["Bluefin"] = provider(250, 2, 182);
  cell.providers["Tealstream"] = provider(140, 10, 412);
  set(cell.providers[""].counters, Outcome::kTimeoutFirstToken, 3);
  for (const auto& [name, summary] : cell.providers) cell.counters.merge(summary.counters);
  set(cell.counters, Outcome::kCancelled, 1);
  set(cell.counters, Outcome::kNotSent, 4);
  set(cell.providers[""].counters, Outcome::kCancelled, 1);
  cell.counters.good = 371;
  cell.counters.prompt_tokens = 24960;
  cell.counters.output_tokens = 49920;
  set(cell.warmup, Outcome::kOk, 40);
  const double failed = 15.0 / 405.0;
  put(cell.metrics, MetricId::ttft, 231, 390, failed);
  put(cell.metrics, MetricId::itl, 12.4, 390, failed);
  put(cell.metrics, MetricId::output_tps, 71.5, 390, failed);
  put(cell.metrics, MetricId::e2e, 1820, 390, failed);
  put(cell.metrics, MetricId::response_time, 1832, 390, failed);
  cell.figures = {2, 22, 20.1, 18.6, 2496, 1.404, 20.0, 19.9, 37.2, 61};
  cell.errors = {
      error(Outcome::kRateLimited, 429,
            "Rate limit exceeded: \x1b[31mslow down\x1b[0m, retry after 2 s", 12,
            {17, 44, 51, 90, 101}),
      error(Outcome::kTimeoutFirstToken, 200, "no token within 5,000 ms", 3, {230, 231, 240})};
  cell.blocks = {{200, 195, 5, 229.0, 1801.0}, {206, 195, 10, 233.0, 1844.0}};
  return cell;
}

results::CellResult closed_loop_cell() {
  results::CellResult cell;
  cell.identity = {
      "chat-closed",         "chat", "borealis/large-70b-instruct", {{"stream", "false"}}, false,
      "closed, 8 at a time", {}};
  cell.providers["Marlin"] = provider(1200, 0, 300);
  cell.providers["Marlin"].metrics.erase(MetricId::ttft);
  cell.providers["Marlin"].metrics.erase(MetricId::itl);
  cell.counters = cell.providers["Marlin"].counters;
  cell.counters.without_usage = 7;
  put(cell.metrics, MetricId::e2e, 1012, 1200);
  put(cell.metrics, MetricId::output_tps, 118, 1193);
  cell.figures = {2, 22, 60, 60, 7080, 4.32, std::nullopt, 60, 7.9, 8};
  cell.notes = {"not steady: block medians of e2e rise through the run (tau 0.71, p .0004)"};
  return cell;
}

results::CellResult small_cell() {
  results::CellResult cell;
  cell.identity = {"probe",
                   "chat",
                   "aurora/swift-8b",
                   {{"stream", "true"}, {"request.provider.only", "[\"Bluefin\"]"}},
                   false,
                   "closed, 1 at a time",
                   {}};
  cell.providers["Bluefin"] = provider(12, 0, 190);
  cell.counters = cell.providers["Bluefin"].counters;
  cell.metrics = cell.providers["Bluefin"].metrics;
  cell.figures = {2, 22, 0.6, 0.6, 77, 0.0432, std::nullopt, 0.6, 0.9, 1};
  return cell;
}

results::CheckRecord check(std::string text, results::CheckVerdict verdict, std::string expected,
                           std::string observed, std::int64_t n) {
  results::CheckRecord record;
  record.check = std::move(text);
  record.verdict = verdict;
  record.expected = std::move(expected);
  record.observed = std::move(observed);
  record.n = n;
  return record;
}

results::ComparedFigure compared(std::string figure, std::string unit, double base,
                                 double candidate, double effect) {
  results::ComparedFigure out;
  out.figure = std::move(figure);
  out.unit = std::move(unit);
  out.base = base;
  out.candidate = candidate;
  out.effect = effect;
  out.units = 20;
  return out;
}

void judge(results::ComparedFigure& figure, results::ComparisonVerdict verdict, double half) {
  figure.verdict = verdict;
  figure.lo = *figure.effect - half;
  figure.hi = *figure.effect + half;
  figure.p = 0.0005;
  figure.detectable = 0.082;
  figure.units_needed = 14;
}

results::Comparison comparison() {
  using results::ComparisonVerdict;
  results::ComparedFigure p50 = compared("ttft.p50", "ms", 190, 229, 0.205);
  judge(p50, ComparisonVerdict::kWorse, 0.061);
  results::ComparedFigure p90 = compared("ttft.p90", "ms", 402, 371, -0.077);
  judge(p90, ComparisonVerdict::kUndecided, 0.19);
  p90.units_needed = 143;
  p90.note = "weather correlated";
  results::ComparedFigure speed = compared("output_tps.p50", "tok/s", 71.2, 88.4, 0.242);
  judge(speed, ComparisonVerdict::kBetter, 0.03);
  results::ComparedFigure errors = compared("errors.rate", "share", 0, 0, 0);
  judge(errors, ComparisonVerdict::kEqual, 0.0042);
  results::ComparedFigure e2e = compared("e2e.p50", "ms", 1840, 1790, -0.027);
  e2e.lo = -0.05;
  e2e.hi = -0.004;
  results::Comparison out;
  out.family = 4;
  out.pairs = {{"chat-closed",
                "provider.only=northwind-eu",
                "provider.only=bluefin",
                "stream=true",
                {p50, p90, speed, errors, e2e}}};
  out.notes = {"only the first 100 pairs are compared; name a baseline"};
  return out;
}

}  // namespace

results::RunResult sample_run() {
  results::RunResult result;
  result.tool_version = "0.1.0";
  result.run.id = "2026-01-31T120000Z-providers";
  result.run.name = "providers";
  result.run.started_at = "2026-01-31T12:00:00.000Z";
  result.run.epoch = 1769860800;
  result.run.duration_s = 24.3;
  result.run.seed = 42;
  result.run.tags = {{"region", "eu"}};
  result.environment = {{"os", "Linux"}, {"cpu", "2 cores"}};
  result.settings = core::JsonValue(
      core::Json{{"name", "providers"}, {"target", core::Json{{"base_url", "mock"}}}});
  result.cells = {open_loop_cell(), closed_loop_cell(), small_cell()};
  result.timeline = {{0, 20, 12, 8, 0, 0.0004, 228.0, 540.0}, {1, 21, 20, 9, 1, 0.0011, 231.0, {}}};
  result.comparisons = {comparison()};
  result.client.stamps = "kernel";
  result.client.workers = 2;
  result.client.send_lag = distribution(MetricId::send_lag, 0.08, 1618);
  result.client.loop_lag = distribution(MetricId::send_lag, 0.06, 4000);
  result.client.read_lag = distribution(MetricId::send_lag, 0.4, 16000);
  result.client.cpu_share = {0.124, 0.118};
  result.client.planned = 410;
  result.client.dropped = 4;
  result.client.late = 2;
  result.client.calibration = {
      "2026-01-30T09:00:00.000Z", "0.1.0", false, 84.2, -0.0004, 31.5, 0.0042};
  return result;
}

results::Verdict sample_verdict() {
  using results::CheckVerdict;
  results::Verdict verdict;
  verdict.status = results::RunStatus::kFailed;
  verdict.exit_code = 1;
  verdict.findings = {
      "errors.rate < 1% failed (workload=chat-open): 3.70% over 406 requests; see w0-17, w0-44"};
  results::CheckRecord implicit =
      check("something succeeded", CheckVerdict::kPassed, "at least one ok request",
            "1,602 of 1,618 requests ok", 1618);
  implicit.implicit = true;
  results::CheckRecord errors =
      check("errors.rate < 1%", CheckVerdict::kFailed, "< 1%", "3.70%", 406);
  errors.where = "workload=chat-open";
  errors.evidence = {"w0-17", "w0-44", "w0-51", "w0-90", "w0-101"};
  results::CheckRecord low =
      check("ttft.p95 < 1s", CheckVerdict::kUndecided, "< 1.00 s", "437 ms", 12);
  low.where = "workload=probe";
  low.note = "low n (12 of 72)";
  verdict.checks = {implicit,
                    check("ttft.p50 < 800ms", CheckVerdict::kPassed, "< 800 ms", "229 ms", 402),
                    errors,
                    low,
                    check("cost.total < $0.01", CheckVerdict::kWarned, "< $0.01", "$0.0320", 1618),
                    check("tls.p50 < 40ms", CheckVerdict::kNoData, "< 40.0 ms", "no data", 0)};
  return verdict;
}

}  // namespace orbench::support
