#include "harness/data/row_order.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::data {
namespace {

std::vector<std::size_t> drawn(const RowOrder& order, std::uint64_t first, std::size_t count) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(order.row(first + i));
  return rows;
}

/// Pearson's statistic over its expectation under the weights, in standard deviations.
double surprise(const std::vector<double>& expected, const std::vector<int>& seen) {
  double statistic = 0;
  int degrees = -1;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (expected[i] == 0) {
      EXPECT_EQ(seen[i], 0) << "row " << i << " has no weight";
      continue;
    }
    statistic += std::pow(seen[i] - expected[i], 2) / expected[i];
    ++degrees;
  }
  return (statistic - degrees) / std::sqrt(2.0 * degrees);
}

TEST(RowOrder, NamesAreReadBack) {
  for (std::size_t i = 0; i < order_names().size(); ++i) {
    EXPECT_EQ(order_of(order_names()[i]), static_cast<Order>(i));
  }
  EXPECT_EQ(order_of("suffle"), std::nullopt);
}

TEST(RowOrder, SequentialBeginsAgainAfterTheLast) {
  const RowOrder order(Order::kSequential, 3, 1, "s");
  EXPECT_EQ(drawn(order, 0, 7), (std::vector<std::size_t>{0, 1, 2, 0, 1, 2, 0}));
}

TEST(RowOrder, ShuffleGivesEachRowOnceInEveryPass) {
  const RowOrder order(Order::kShuffle, 100, 1, "s");
  auto first = drawn(order, 0, 100);
  EXPECT_EQ(drawn(order, 100, 100), first);
  std::vector<std::size_t> straight(100);
  std::iota(straight.begin(), straight.end(), 0U);
  EXPECT_NE(first, straight);
  std::sort(first.begin(), first.end());
  EXPECT_EQ(first, straight);
}

TEST(RowOrder, ShuffleFavoursNoPlace) {
  std::vector<int> first_rows(6);
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    ++first_rows[RowOrder(Order::kShuffle, 6, seed, "s").row(0)];
  }
  EXPECT_LT(std::abs(surprise(std::vector<double>(6, 1000.0), first_rows)), 4.0);
}

TEST(RowOrder, RandomIsUniform) {
  const RowOrder order(Order::kRandom, 10, 7, "s");
  std::vector<int> seen(10);
  for (std::uint64_t n = 0; n < 20'000; ++n) ++seen[order.row(n)];
  EXPECT_LT(std::abs(surprise(std::vector<double>(10, 2000.0), seen)), 4.0);
}

TEST(RowOrder, WeightedFollowsTheWeights) {
  const std::vector<std::vector<double>> tables = {
      {1, 1, 1}, {5}, {0, 1, 0}, {1, 2, 3, 4}, {1e-3, 1e3}, {0, 0, 7, 0.5, 100, 0}};
  for (const auto& weights : tables) {
    const RowOrder order(Order::kWeighted, weights.size(), 7, "s", weights);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<int> seen(weights.size());
    constexpr int kDraws = 20'000;
    for (int n = 0; n < kDraws; ++n) ++seen[order.row(static_cast<std::uint64_t>(n))];
    std::vector<double> expected;
    double likely = 0;
    for (const double weight : weights) {
      expected.push_back(weight / sum * kDraws);
      likely += weight > 0 ? 1 : 0;
    }
    if (likely > 1) {
      EXPECT_LT(std::abs(surprise(expected, seen)), 4.0) << weights.size();
    } else {
      EXPECT_EQ(*std::max_element(seen.begin(), seen.end()), kDraws);
    }
  }
}

TEST(RowOrder, DependsOnSeedAndStreamAndNothingElse) {
  for (const Order kind : {Order::kShuffle, Order::kRandom, Order::kWeighted}) {
    const std::vector<double> weights(50, 1.0);
    const auto rows = drawn(RowOrder(kind, 50, 1, "a", weights), 0, 50);
    EXPECT_EQ(drawn(RowOrder(kind, 50, 1, "a", weights), 0, 50), rows);
    EXPECT_NE(drawn(RowOrder(kind, 50, 2, "a", weights), 0, 50), rows);
    EXPECT_NE(drawn(RowOrder(kind, 50, 1, "b", weights), 0, 50), rows);
  }
}

}  // namespace
}  // namespace orbench::data
