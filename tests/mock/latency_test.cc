#include "mock/behavior/latency.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::mock {
namespace {

using std::chrono::milliseconds;

std::vector<double> drawn_ms(const Delay& delay, std::size_t count, std::uint64_t seed) {
  core::Rng rng(seed, "test");
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(core::to_ms(delay.draw(rng)));
  std::sort(values.begin(), values.end());
  return values;
}

TEST(Delay, IsAlwaysTheMedianWithoutSigma) {
  const auto values = drawn_ms({milliseconds(40), 0.0}, 100, 1);
  EXPECT_EQ(values.front(), 40.0);
  EXPECT_EQ(values.back(), 40.0);
}

TEST(Delay, LognormalHasItsMedianAndTail) {
  const Delay delay{milliseconds(100), 0.25};
  const auto values = drawn_ms(delay, 20'000, 1);
  EXPECT_NEAR(values[10'000], 100.0, 1.5);
  EXPECT_NEAR(values[19'800], core::to_ms(delay.at_z(2.326348)), 6.0) << "p99";
  EXPECT_NEAR(values[200], core::to_ms(delay.at_z(-2.326348)), 2.0) << "p1";
  EXPECT_GT(values.front(), 0.0);
}

TEST(Delay, SameSeedGivesTheSameDelays) {
  const Delay delay{milliseconds(100), 0.5};
  EXPECT_EQ(drawn_ms(delay, 50, 3), drawn_ms(delay, 50, 3));
  EXPECT_NE(drawn_ms(delay, 50, 3), drawn_ms(delay, 50, 4));
}

TEST(Delay, SigmaDoesNotShiftLaterDraws) {
  core::Rng with(9, "test");
  core::Rng without(9, "test");
  (void)Delay{milliseconds(5), 0.4}.draw(with);
  (void)Delay{milliseconds(5), 0.0}.draw(without);
  EXPECT_EQ(with.next(), without.next());
}

TEST(Delay, IsNeverLongerThanTheLimit) {
  const Delay delay{std::chrono::minutes(59), 3.0};
  EXPECT_EQ(delay.at_z(5.0), kLongestDelay);
}

}  // namespace
}  // namespace orbench::mock
