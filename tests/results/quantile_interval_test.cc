#include "results/quantile_interval.h"

#include <vector>

#include <gtest/gtest.h>

namespace orbench::results {
namespace {

TEST(QuantileInterval, NeedsTheLeastCountOfItsQuantile) {
  const struct {
    double percent;
    std::int64_t least;
    const char* why;
  } rows[] = {
      {50, 6, "below six values, even minimum and maximum enclose the median too seldom"},
      {75, 13, "ln .025 / ln .75"},
      {90, 36, "ln .025 / ln .9"},
      {95, 72, "ln .025 / ln .95"},
      {99, 368, "ln .025 / ln .99"},
      {99.9, 3688, "ln .025 / ln .999"},
      {10, 36, "the tails are alike: p10 of a throughput is its p90 from the good side"},
  };
  for (const auto& row : rows) {
    const double q = row.percent / 100;
    EXPECT_EQ(least_effective_count(q), row.least) << row.why;
    EXPECT_FALSE(quantile_ranks(q, row.least, static_cast<double>(row.least) - 0.01)) << row.why;
    EXPECT_TRUE(quantile_ranks(q, row.least, static_cast<double>(row.least))) << row.why;
  }
}

TEST(QuantileInterval, IsClopperPearsonForIndependentValues) {
  const auto median = quantile_ranks(0.5, 100, 100);
  ASSERT_TRUE(median);
  EXPECT_EQ(median->lo, 39);
  EXPECT_EQ(median->hi, 61);
}

TEST(QuantileInterval, RanksStayInsideTheValues) {
  for (const double q : {0.001, 0.05, 0.5, 0.95, 0.999}) {
    const auto ranks = quantile_ranks(q, 4000, 4000);
    ASSERT_TRUE(ranks);
    EXPECT_GE(ranks->lo, 1);
    EXPECT_LE(ranks->lo, ranks->hi);
    EXPECT_LE(ranks->hi, 4000);
  }
}

TEST(QuantileInterval, FewerEffectiveValuesGiveAWiderOne) {
  const auto all = quantile_ranks(0.5, 1000, 1000);
  const auto tenth = quantile_ranks(0.5, 1000, 100);
  ASSERT_TRUE(all && tenth);
  EXPECT_LT(tenth->lo, all->lo);
  EXPECT_GT(tenth->hi, all->hi);
}

TEST(EffectiveCount, OfAlikeBlocksLosesOnlyTheDegreesOfFreedom) {
  const std::vector<BlockShare> blocks(20, {50, 25});
  const EffectiveCount count = effective_count(blocks, 0.5);
  EXPECT_EQ(count.deff, 1);
  EXPECT_NEAR(count.n, 877, 0.2) << "(1.96 / t of 19 degrees)^2";
}

TEST(EffectiveCount, OfBlocksThatAreAllOneWayIsTheNumberOfBlocks) {
  std::vector<BlockShare> blocks;
  for (int i = 0; i < 20; ++i) blocks.push_back({50, i < 10 ? 50 : 0});
  const EffectiveCount count = effective_count(blocks, 0.5);
  EXPECT_NEAR(count.deff, 50.0 * 20 / 19, 1e-9) << "each block is as good as one value";
  EXPECT_LT(count.n, 20);
}

TEST(EffectiveCount, SkipsBlocksWithoutValues) {
  std::vector<BlockShare> blocks(10, {50, 25});
  const double before = effective_count(blocks, 0.5).n;
  blocks.resize(20);
  EXPECT_EQ(effective_count(blocks, 0.5).n, before);
}

TEST(EffectiveCount, OfASingleBlockIsUnknown) {
  EXPECT_EQ(effective_count({}, 0.5).n, 0);
  EXPECT_EQ(effective_count(std::vector<BlockShare>{{1000, 500}}, 0.5).n, 0)
      << "one block says nothing about the weather between blocks";
}

}  // namespace
}  // namespace orbench::results
