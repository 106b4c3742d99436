#include "results/compare/comparand.h"

#include <cmath>

#include <gtest/gtest.h>

#include "results/compare/paired_series.h"

namespace orbench::results {
namespace {

using metrics::BlockRecord;
using metrics::MetricId;

Comparand parsed(std::string_view text) { return parse_comparand(text).value(); }

BlockRecord block_of(const std::vector<double>& values, MetricId id = MetricId::ttft) {
  BlockRecord out;
  for (const double value : values) {
    out.ok.record(id, value);
    ++out.counters.outcomes[static_cast<std::size_t>(core::Outcome::kOk)];
  }
  return out;
}

void fail_some(BlockRecord& block, int count) {
  block.counters.outcomes[static_cast<std::size_t>(core::Outcome::kHttpError)] += count;
}

TEST(Comparand, InterpolatesQuantilesOnLogs) {
  // h = (4 + 1/3) / 2 + 1/3 = 2.5: halfway, on logs, from the second to the third.
  EXPECT_NEAR(*figure_of(block_of({10, 20, 80, 100}), parsed("ttft.p50")), 40, 0.1);
  EXPECT_NEAR(*figure_of(block_of({7}), parsed("ttft.p90")), 7, 0.01);
}

TEST(Comparand, CountsPercentilesOfSpeedsFromTheGoodSide) {
  std::vector<double> speeds;
  for (int i = 1; i <= 99; ++i) speeds.push_back(i);
  // p90 of a speed is what nine in ten reach: the tenth percentile from below. There
  // h = (99 + 1/3) / 10 + 1/3 = 10.27, on logs 10 x 1.1^0.27 = 10.26.
  EXPECT_NEAR(*figure_of(block_of(speeds, MetricId::output_tps), parsed("output_tps.p90")), 10.26,
              0.02);
}

TEST(Comparand, TakesGeometricMeansAndShares) {
  EXPECT_NEAR(*figure_of(block_of({10, 1000}), parsed("ttft.gmean")), 100, 0.2);
  BlockRecord block = block_of({10, 20, 30});
  fail_some(block, 1);
  EXPECT_DOUBLE_EQ(*figure_of(block, parsed("errors.rate")), 0.25);
  block.counters.good = 2;
  EXPECT_DOUBLE_EQ(*figure_of(block, parsed("good_share")), 0.5);
}

TEST(Comparand, HasNoFigureWithoutValuesOrForARatioOfZero) {
  EXPECT_FALSE(figure_of(BlockRecord{}, parsed("ttft.p50")));
  EXPECT_FALSE(figure_of(BlockRecord{}, parsed("errors.rate")));
  EXPECT_FALSE(figure_of(block_of({0, 0, 0}), parsed("ttft.p50")));
  EXPECT_FALSE(figure_of(block_of({0, 1, 2}), parsed("ttft.gmean")));
}

TEST(Comparand, NeedsMoreValuesForTails) {
  EXPECT_EQ(parsed("ttft.p50").least_count(), 10);
  EXPECT_EQ(parsed("ttft.p90").least_count(), 20);
  EXPECT_EQ(parsed("ttft.p99").least_count(), 200);
  EXPECT_EQ(parsed("errors.rate").least_count(), 10);
}

TEST(Comparand, RefusesWhatCannotBeCompared) {
  EXPECT_NE(parse_comparand("tttf.p50").error().message.find("ttft"), std::string::npos);
  for (const char* text : {"", "ttft", "ttft.", "ttft.p0", "ttft.p100", "ttft.p5x", "ttft.max",
                           "prompt_tokens.p50", "errors.count"}) {
    EXPECT_FALSE(parse_comparand(text)) << text;
  }
}

metrics::CellRecord cell_of(const std::vector<std::vector<double>>& blocks) {
  metrics::CellRecord out;
  for (const std::vector<double>& values : blocks) out.blocks.push_back(block_of(values));
  return out;
}

TEST(PairBlocks, MergesBlocksThatAreTooSmallWithTheNext) {
  const std::vector<double> few(6, 100.0);
  const std::vector<double> slow(6, 200.0);
  const std::vector<double> enough(10, 100.0);
  const metrics::CellRecord base = cell_of({few, few, enough, few, enough, few});
  const metrics::CellRecord candidate = cell_of({slow, slow, enough, few, enough, few});
  const PairedSeries series = pair_blocks(base, candidate, parsed("ttft.p50"));
  EXPECT_EQ(series.first_block, (std::vector<std::size_t>{0, 2, 3}));
  ASSERT_EQ(series.d.size(), 3U);
  EXPECT_NEAR(series.d[0], std::log(2), 0.002);
  EXPECT_NEAR(series.d[1], 0, 1e-12);
}

TEST(PairBlocks, MergesNeighboursThatTellAlike) {
  const auto with_drift = [](double drift) {
    std::vector<std::vector<double>> blocks;
    for (int i = 0; i < 32; ++i) blocks.emplace_back(20, 100 * std::exp(drift * (i / 8)));
    return cell_of(blocks);
  };
  const PairedSeries drifting = pair_blocks(with_drift(0), with_drift(0.3), parsed("ttft.p50"));
  EXPECT_TRUE(drifting.weather_correlated);
  EXPECT_EQ(drifting.d.size(), 8U);
  const PairedSeries steady = pair_blocks(with_drift(0.3), with_drift(0.3), parsed("ttft.p50"));
  EXPECT_FALSE(steady.weather_correlated);
  EXPECT_EQ(steady.d.size(), 32U);
}

}  // namespace
}  // namespace orbench::results
