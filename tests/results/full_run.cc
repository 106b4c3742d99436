#include "tests/results/full_run.h"

#include <nlohmann/json.hpp>

#include "harness/core/rng.h"
#include "results/sample_fields.h"

namespace orbench::results {
namespace {

using metrics::MetricId;

CellIdentity identity() {
  CellIdentity out;
  out.workload = "chat \"short\"";
  out.endpoint = "chat";
  out.model = "aurora/swift-8b";
  out.labels = {{"stream", "true"}, {"request.provider.only", "[\"Bluefin\"]"}};
  out.open_loop = true;
  out.load = "poisson, 20 rps";
  out.routing.emplace();
  out.routing->asked.get()["provider"]["sort"] = "price";
  out.routing->control = 1;
  out.routing->deals = 2;
  return out;
}

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
  out.identity = identity();
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

std::string any_text(core::Rng& rng) {
  constexpr std::size_t kMost = 30;
  std::string out;
  for (std::uint64_t i = rng.below(kMost); i > 0; --i) {
    // Whole characters, so that the text can come back as it went; escapes and controls included.
    constexpr std::array<std::string_view, 8> kPieces = {"a",    "\"", "\\", "\n",
                                                         "\x01", "é",  "漢", "\U0001F600"};
    out += kPieces[rng.below(kPieces.size())];
  }
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

metrics::Sample full_sample() {
  metrics::Sample out;
  out.seq = 123;
  out.cell = 1;
  out.block = 7;
  out.attempt = 2;
  out.product = core::Product::kSound;
  out.outcome = core::Outcome::kRateLimited;
  out.limit_owner = core::LimitOwner::kUpstream;
  out.status = 429;
  for (const auto& field : kFlagFields) out.*field.member = true;
  std::int64_t ns = 1'000'000'001;
  for (const auto& field : kInstantFields) {
    out.at.*field.member = core::Stamp(core::Duration{ns += 1'234'567});
  }
  for (const auto& field : kSpanFields) out.*field.member = core::Duration{ns += 17};
  std::int64_t count = 10;
  for (const auto& field : kTokenFields) out.usage.*field.member = ++count;
  out.usage.cost = core::Usd::from_pico(12'345);
  out.reasoning = metrics::ReasoningClass::kOpaque;
  for (const auto& field : kEventFields) out.*field.member = static_cast<std::uint32_t>(++count);
  for (const auto& field : kByteFields) out.*field.member = static_cast<std::uint64_t>(++count);
  for (const auto& field : kTextFields) out.*field.member = "\"" + std::string(field.key) + "\"\n";
  out.routing = {true,
                 true,
                 2,
                 1,
                 "fallback",
                 "Near",
                 "a/m",
                 {{"Far", "a/m", 503}, {"Near", "a/m", 200}},
                 {"a/m", "a/n"},
                 "Filter by Quantization"};
  out.content = {{0, true, ""}, {3, false, "/a is \"b\""}};
  return out;
}

SampleLogHeader full_header() {
  SampleLogHeader out;
  out.epoch = 1769860800.123456;
  out.seed = 9'007'199'254'740'993;  // 2^53 + 1: no double holds it
  out.cells = {identity(), CellIdentity{}};
  out.cells[1].workload = "plain";
  out.schedules = {{{{std::chrono::seconds{3}, std::chrono::milliseconds{63'500}}, 20}, 12.5},
                   {{{}, 1}, {}}};
  out.tool_version = "1.2.3";
  out.environment = {{"cpu", "a fast one"}};
  return out;
}

metrics::Sample any_sample(std::uint64_t seed) {
  core::Rng rng(seed, "any_sample");
  const auto often = [&] { return rng.uniform() < 0.7; };
  metrics::Sample out;
  out.seq = rng.next() >> 1U;
  out.cell = static_cast<std::uint32_t>(rng.below(2));
  out.block = static_cast<std::int32_t>(rng.below(21)) - 1;
  out.phase = often() ? metrics::Phase::kMeasured : metrics::Phase::kWarmup;
  out.outcome = static_cast<core::Outcome>(rng.below(core::kOutcomeNames.size()));
  out.limit_owner = static_cast<core::LimitOwner>(rng.below(core::kLimitOwnerNames.size()));
  out.status = static_cast<int>(rng.below(600));
  out.reasoning = static_cast<metrics::ReasoningClass>(rng.below(4));
  out.product = static_cast<core::Product>(rng.below(core::kProductNames.size()));
  for (const auto& field : kFlagFields) out.*field.member = often();
  for (const auto& field : kInstantFields) {
    // Some before the epoch, as clock correction may leave them; years of nanoseconds after it.
    const auto ns = static_cast<std::int64_t>(rng.next() >> (8 + rng.below(50))) - 2'000'000;
    if (often()) out.at.*field.member = core::Stamp(core::Duration{ns});
  }
  for (const auto& field : kSpanFields) {
    if (often())
      out.*field.member = core::Duration{static_cast<std::int64_t>(rng.below(1U << 30U))};
  }
  for (const auto& field : kTokenFields) {
    if (often()) out.usage.*field.member = static_cast<std::int64_t>(rng.next());
  }
  if (often()) out.usage.cost = core::Usd::from_pico(static_cast<std::int64_t>(rng.next()));
  for (const auto& field : kEventFields) {
    out.*field.member = static_cast<std::uint32_t>(rng.below(1U << 31U));
  }
  for (const auto& field : kByteFields) out.*field.member = rng.next() >> 1U;
  for (const auto& field : kTextFields) out.*field.member = any_text(rng);
  return out;
}

}  // namespace orbench::results
