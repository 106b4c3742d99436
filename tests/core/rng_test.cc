#include "harness/core/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

// Computed by a second implementation of splitmix64, FNV-1a and xoshiro256++, in another language.
TEST(Rng, GivesTheSameNumbersOnEveryMachine) {
  Rng arrivals(42, "arrivals");
  EXPECT_EQ(arrivals.next(), 0x4f0168eee5d70c8dULL);
  EXPECT_EQ(arrivals.next(), 0xa6f3b081dc44bad3ULL);
  EXPECT_EQ(arrivals.next(), 0xecfd51706c21edd2ULL);
  EXPECT_EQ(Rng(42, "arrivals", 1).next(), 0x6de1ba54e55c138fULL);
  EXPECT_EQ(Rng(0).next(), 0x11ea5d71ab27f4bfULL);
}

TEST(Rng, StreamsIndexesAndSeedsAreIndependent) {
  const std::uint64_t first = Rng(1, "a", 2).next();
  EXPECT_NE(first, Rng(2, "a", 1).next());
  EXPECT_NE(first, Rng(1, "b", 2).next());
  EXPECT_NE(first, Rng(1, "a", 3).next());
  EXPECT_EQ(first, Rng(1, "a", 2).next());
}

TEST(Rng, UniformStaysInItsRangeAndIsEven) {
  Rng rng(7);
  constexpr int kDraws = 100000;
  std::vector<int> tenths(10);
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.uniform();
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    ++tenths[static_cast<std::size_t>(x * 10.0)];
  }
  // Five standard deviations of a binomial count are 474.
  for (const int count : tenths) EXPECT_NEAR(count, kDraws / 10, 474);
}

TEST(Rng, BelowReachesEveryValueAndNoOther) {
  Rng rng(8);
  std::vector<int> counts(7);
  constexpr int kDraws = 70000;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t value = rng.below(7);
    ASSERT_LT(value, 7U);
    ++counts[value];
  }
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 7, 463);
  EXPECT_EQ(rng.below(1), 0U);
  constexpr std::uint64_t kHuge = (1ULL << 63U) + 1;
  for (int i = 0; i < 100; ++i) EXPECT_LT(rng.below(kHuge), kHuge);
}

TEST(Rng, ExponentialHasMeanAndDeviationOne) {
  Rng rng(9);
  constexpr int kDraws = 200000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.exponential();
    ASSERT_GE(x, 0.0);
    ASSERT_TRUE(std::isfinite(x));
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 1.0, 0.02);
  EXPECT_NEAR(squares / kDraws, 2.0, 0.06);
}

TEST(Rng, NormalHasMeanZeroAndDeviationOne) {
  Rng rng(10);
  constexpr int kDraws = 200000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.02);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.03);
}

TEST(Rng, ShuffleKeepsEveryElementAndMovesThem) {
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> sorted = items;
  Rng(11).shuffle(items);
  EXPECT_NE(items, sorted);
  std::vector<int> again = sorted;
  Rng(11).shuffle(again);
  EXPECT_EQ(items, again);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, sorted);
}

TEST(StableHash, MatchesThePublishedVectors) {
  EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace orbench::core
