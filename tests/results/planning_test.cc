#include "results/compare/planning.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace orbench::results {
namespace {

/// The spread of block differences: private weather and the sampling error of a quantile.
double spread(double sigma, double tau_cell, double c, double n) {
  return std::sqrt(2 * (tau_cell * tau_cell + c * c * sigma * sigma / n));
}

struct Row {
  double sigma;
  double tau_cell;
  double c;
  double per_block;
  std::int64_t one_test;
  std::int64_t twelve_tests;
  double shift;
};

/// The table holds the exact power of the test. The rule adds two quantiles of t instead, which is
/// the same for many blocks and a little much for few: by up to one block or 3 %, and never less.
void expect_just_enough(std::int64_t planned, std::int64_t exact) {
  EXPECT_GE(planned, exact);
  EXPECT_LE(planned, std::max(exact + 1, exact * 103 / 100)) << "for " << exact;
}

TEST(Planning, MatchesThePowerTable) {
  constexpr double kMedian = 1.253;
  constexpr double kP95 = 2.11;
  const Row rows[] = {{.30, .01, kMedian, 50, 34, 65, .10},  {.30, .01, kMedian, 200, 12, 22, .05},
                      {.45, .02, kMedian, 50, 75, 143, .16}, {.60, .04, kMedian, 200, 50, 96, .13},
                      {.45, .02, kP95, 200, 55, 106, .13},   {.60, .04, kP95, 200, 106, 203, .19}};
  // A pilot so long that its spread is as good as known.
  constexpr std::size_t kLong = 1'000'000;
  for (const Row& row : rows) {
    const double sd = spread(row.sigma, row.tau_cell, row.c, row.per_block);
    const double five_percent = std::log(1.05);
    // 16 are the fewest for an alpha of .05.
    const auto one = blocks_needed({0.05, 1, kLong, sd}, five_percent);
    const auto twelve = blocks_needed({0.01, 12, kLong, sd}, five_percent);
    ASSERT_TRUE(one && twelve);
    expect_just_enough(*one, std::max<std::int64_t>(row.one_test, 16));
    expect_just_enough(*twelve, row.twelve_tests);
    EXPECT_NEAR(std::expm1(*detectable_difference({0.01, 12, 20, sd})), row.shift, 0.006);
  }
}

TEST(Planning, AsksForMoreBlocksWhenThePilotWasShort) {
  const auto sure = blocks_needed({0.01, 1, 100'000, 0.1}, 0.01);
  const auto unsure = blocks_needed({0.01, 1, 10, 0.1}, 0.01);
  EXPECT_GT(*unsure, *sure);
  // The upper 80 % bound of a spread over 10 blocks is 1.29 times the spread.
  EXPECT_NEAR(static_cast<double>(*unsure) / static_cast<double>(*sure), 1.29 * 1.29, 0.1);
}

TEST(Planning, NeverAsksForFewerBlocksThanTheTestNeeds) {
  EXPECT_EQ(blocks_needed({0.01, 1, 20, 1e-9}, 0.1), 20);
  EXPECT_EQ(blocks_needed({0.5, 1, 20, 1e-9}, 0.1), 8);
}

TEST(Planning, SaysNothingWithoutAPilotOrWithoutAnEnd) {
  EXPECT_FALSE(blocks_needed({0.01, 1, 1, 0.1}, 0.1));
  EXPECT_FALSE(blocks_needed({0.01, 1, 20, 1e6}, 1e-6));
  EXPECT_FALSE(blocks_needed({0.01, 1, 20, 0.1}, 0));
  EXPECT_FALSE(detectable_difference({0.01, 1, 0, 0.1}));
}

}  // namespace
}  // namespace orbench::results
