#include "results/summarize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/metric_quantile.h"
#include "tests/results/cell_builder.h"

namespace orbench::results {
namespace {

using core::Outcome;
using metrics::Distribution;
using metrics::MetricId;

CellBuilder hundred_ok() {
  CellBuilder builder;
  for (int i = 1; i <= 100; ++i) builder.ok(i);
  return builder;
}

TEST(Summarize, GivesExactExtremesAndMoments) {
  CellBuilder builder = hundred_ok();
  const Distribution ttft = summarize_metric(builder.cell(), MetricId::ttft);
  EXPECT_EQ(ttft.count, 100);
  EXPECT_EQ(ttft.min, 1);
  EXPECT_EQ(ttft.max, 100);
  EXPECT_DOUBLE_EQ(ttft.mean, 50.5);
  EXPECT_NEAR(ttft.stddev, 28.87, 0.05);
  EXPECT_NEAR(ttft.find(50)->value, 50, 0.05);
  EXPECT_NEAR(ttft.find(99)->value, 99, 0.1);
  EXPECT_LE(ttft.find(99.9)->value, ttft.max) << "a bucket's edge is no measurement";
}

TEST(Summarize, HasTheSixQuantilesAndIntervalsWhereThereIsEnough) {
  CellBuilder builder = hundred_ok();
  const Distribution ttft = summarize_metric(builder.cell(), MetricId::ttft);
  ASSERT_EQ(ttft.quantiles.size(), 6U);
  for (const double q : {50.0, 75.0, 90.0, 95.0}) {
    const metrics::QuantileValue* quantile = ttft.find(q);
    ASSERT_TRUE(quantile->lo && quantile->hi) << q;
    EXPECT_LE(*quantile->lo, quantile->value) << q;
    EXPECT_GE(*quantile->hi, quantile->value) << q;
  }
  EXPECT_FALSE(ttft.find(99)->lo) << "100 values cannot tell a p99";
}

TEST(Summarize, OneBlockGivesNoInterval) {
  CellBuilder builder(1);
  for (int i = 1; i <= 100; ++i) builder.ok(i);
  EXPECT_FALSE(summarize_metric(builder.cell(), MetricId::ttft).find(50)->lo);
}

TEST(Summarize, CountsThePercentilesOfAThroughputFromTheGoodSide) {
  CellBuilder builder;
  for (int i = 1; i <= 100; ++i) {
    metrics::Sample sample = builder.sent(-1);
    sample.outcome = Outcome::kOk;
    sample.usage.output_tokens = i * 10;
    sample.at.first_answer = CellBuilder::after(sample, 1);
    sample.at.last_token = sample.at.done = sample.at.closed = CellBuilder::after(sample, 1000);
    builder.add(sample);
  }
  const Distribution tps = summarize_metric(builder.cell(), MetricId::output_tps);
  EXPECT_NEAR(tps.find(90)->value, 100, 1) << "90 % of the requests had at least 10 x 10 tokens/s";
  EXPECT_LE(*tps.find(90)->lo, tps.find(90)->value);
  EXPECT_GE(*tps.find(90)->hi, tps.find(90)->value);
}

TEST(Summarize, TakesFailuresAsInfinitelyLateInPqAll) {
  CellBuilder builder;
  for (int i = 1; i <= 90; ++i) builder.ok(i);
  builder.failed(Outcome::kTimeoutTotal, 10).failed(Outcome::kCancelled, 50);
  const Distribution ttft = summarize_metric(builder.cell(), MetricId::ttft);
  EXPECT_NEAR(ttft.find(50)->value, 45, 0.05);
  EXPECT_NEAR(*ttft.find(50)->all, 50, 0.05) << "the 50th of 100; the cancelled are not judged";
  EXPECT_NEAR(*ttft.find(75)->all, 75, 0.1);
  EXPECT_FALSE(ttft.find(90)->all) << "with a tenth lost, the p90 lies among the failures";
  EXPECT_FALSE(ttft.find(99)->all);
}

TEST(Summarize, LeavesMetricsWithoutAGoodSideToTheOkRequests) {
  CellBuilder builder;
  for (int i = 1; i <= 50; ++i) {
    metrics::Sample sample = builder.sent(-1);
    sample.outcome = Outcome::kOk;
    sample.usage.output_tokens = i;
    builder.add(sample);
  }
  builder.failed(Outcome::kHttpError, 50);
  const Distribution tokens = summarize_metric(builder.cell(), MetricId::output_tokens);
  EXPECT_EQ(tokens.find(99)->all, tokens.find(99)->value);
}

TEST(PercentOfOk, FollowsTheShareOfFailures) {
  const struct {
    double percent;
    double failures;
    std::optional<double> expected;
    const char* why;
  } rows[] = {
      {95, 0, 95, "nothing failed"},
      {50, 0.5, std::nullopt, "half failed: the median request did not succeed"},
      {95, 0.05, std::nullopt, "f = 1 - Q, also after rounding"},
      {95, 0.04, 95 / 0.96, "the 95th of 100 is the 95th of the 96 that were ok"},
      {50, 1, std::nullopt, "everything failed"},
  };
  for (const auto& row : rows) {
    const auto actual = percent_of_ok(row.percent, row.failures);
    ASSERT_EQ(actual.has_value(), row.expected.has_value()) << row.why;
    EXPECT_DOUBLE_EQ(actual.value_or(0), row.expected.value_or(0)) << row.why;
  }
}

TEST(Summarize, WithoutValuesSaysHowManyAreMissing) {
  CellBuilder builder;
  builder.ok(10).ok(20);
  const Distribution tps = summarize_metric(builder.cell(), MetricId::output_tps);
  EXPECT_EQ(tps.count, 0);
  EXPECT_EQ(tps.undefined, 2) << "ok replies without usage owe their tokens";
  EXPECT_TRUE(tps.quantiles.empty());
}

TEST(Summarize, ReadsABareHistogramWithoutIntervals) {
  metrics::Histogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.record(i * 1000);
  const Distribution lag = summarize_histogram(histogram, metrics::Unit::kMilliseconds, false, 0.2);
  EXPECT_NEAR(lag.find(50)->value, 500, 0.5);
  EXPECT_NEAR(*lag.find(50)->all, 625, 0.7);
  EXPECT_FALSE(lag.find(50)->lo);
}

TEST(Summarize, GivesProvidersTheirShareOfTheCellsCertainty) {
  CellBuilder builder;
  for (int i = 1; i <= 100; ++i) builder.ok(i);
  metrics::Sample other = builder.sent(-1);
  other.outcome = Outcome::kOk;
  other.provider = "Marlin";
  other.at.first_answer = other.at.last_token = CellBuilder::after(other, 500);
  builder.add(other);
  const metrics::CellRecord& cell = builder.cell();
  const Distribution big =
      summarize_provider_metric(cell, cell.providers.at("Bluefin"), MetricId::ttft);
  const Distribution small =
      summarize_provider_metric(cell, cell.providers.at("Marlin"), MetricId::ttft);
  EXPECT_EQ(big.count, 100);
  EXPECT_TRUE(big.find(50)->lo);
  EXPECT_EQ(small.count, 1);
  EXPECT_NEAR(small.find(50)->value, 500, 0.5);
  EXPECT_FALSE(small.find(50)->lo) << "one value has no interval";
}

TEST(SummarizeFigures, AreWhatWasDoneInTheWindowOverItsLength) {
  CellBuilder builder = hundred_ok();
  const SystemFigures figures = summarize_figures(builder.cell(), 12.5);
  EXPECT_EQ(figures.window_end_s - figures.window_start_s, 10);
  EXPECT_DOUBLE_EQ(figures.requests_per_s, 10);
  EXPECT_DOUBLE_EQ(figures.good_per_s, 10);
  EXPECT_DOUBLE_EQ(figures.achieved_rps, 10);
  EXPECT_EQ(figures.offered_rps, 12.5);
  EXPECT_NEAR(figures.in_flight_mean, 100 * 0.101 / 10, 1e-9);
}

TEST(SummarizeFigures, EndAWindowWithoutAnEndAtItsLastRequest) {
  metrics::CellRecord cell;
  cell.window.start = std::chrono::seconds{2};
  cell.last_closed = std::chrono::seconds{6};
  cell.ended_in_window = 8;
  EXPECT_DOUBLE_EQ(summarize_figures(cell, {}).requests_per_s, 2);
}

TEST(SummarizeFigures, OfAnEmptyWindowAreZeroAndFinite) {
  metrics::CellRecord cell;
  cell.window.start = std::chrono::seconds{5};
  cell.ended_in_window = 3;
  const SystemFigures figures = summarize_figures(cell, {});
  EXPECT_EQ(figures.requests_per_s, 0);
  EXPECT_EQ(figures.window_end_s, 5) << "a window never ends before it starts";
}

TEST(SummarizeCells, KeepsEverythingOfACell) {
  CellBuilder builder = hundred_ok();
  builder.failed(Outcome::kHttpError, 2).failed(Outcome::kTimeoutIdle, 5);
  metrics::Sample warm = builder.sent(-1);
  warm.phase = metrics::Phase::kWarmup;
  warm.outcome = Outcome::kOk;
  builder.add(warm);
  CellIdentity identity;
  identity.workload = "chat";
  const std::vector<CellIdentity> identities = {identity};
  const std::vector<std::optional<double>> rates = {std::nullopt};
  const auto cells = summarize_cells(builder.recorder(), identities, rates);
  ASSERT_EQ(cells.size(), 1U);
  const CellResult& cell = cells.front();
  EXPECT_EQ(cell.identity, identity);
  EXPECT_EQ(cell.counters.offered(), 107);
  EXPECT_EQ(cell.warmup.ok(), 1);
  EXPECT_EQ(cell.blocks.size(), 20U);
  std::int64_t in_blocks = 0;
  for (const BlockSummary& block : cell.blocks) in_blocks += block.sent;
  EXPECT_EQ(in_blocks, cell.counters.sent());
  EXPECT_EQ(cell.metrics.at(MetricId::ttft).count, 100);
  EXPECT_EQ(cell.metrics.count(MetricId::dns), 0U) << "it happened nowhere";
  EXPECT_EQ(cell.failed_metrics.count(MetricId::ttft), 0U);
  EXPECT_EQ(cell.failed_metrics.at(MetricId::send_lag).count, 7);
  ASSERT_EQ(cell.errors.size(), 2U);
  EXPECT_EQ(cell.errors[0].outcome, Outcome::kTimeoutIdle) << "most frequent first";
  EXPECT_EQ(cell.providers.at("Bluefin").counters.ok(), 100);
}

TEST(SummarizeTimeline, FollowsTheRequestsInFlight) {
  CellBuilder builder;
  for (const double ms : {1500.0, 100.0, 2200.0}) {
    metrics::Sample sample = builder.sent(-1);
    sample.outcome = Outcome::kOk;
    sample.at.first_answer = sample.at.last_token = CellBuilder::after(sample, 50);
    sample.at.done = sample.at.closed = CellBuilder::after(sample, ms);
    builder.add(sample);
  }
  const auto rows = summarize_timeline(builder.recorder().timeline());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].started, 3);
  EXPECT_EQ(rows[0].in_flight, 2);
  EXPECT_EQ(rows[1].in_flight, 1);
  EXPECT_EQ(rows[2].in_flight, 0);
  EXPECT_EQ(rows[2].at_s, 2);
  EXPECT_NEAR(*rows[0].ttft_p50, 50, 0.5);
  EXPECT_FALSE(rows[2].ttft_p50);
}

}  // namespace
}  // namespace orbench::results
