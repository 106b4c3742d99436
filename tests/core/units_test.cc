#include "harness/core/units.h"

#include <cmath>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Duration, ConvertsAtTheJsonBorder) {
  EXPECT_EQ(from_ms(1.5), std::chrono::microseconds{1500});
  EXPECT_EQ(from_seconds(0.1), std::chrono::milliseconds{100});
  EXPECT_EQ(from_seconds(-2), std::chrono::seconds{-2});
  EXPECT_DOUBLE_EQ(to_ms(std::chrono::microseconds{250}), 0.25);
  EXPECT_DOUBLE_EQ(to_seconds(std::chrono::milliseconds{250}), 0.25);
}

TEST(Duration, SaturatesInsteadOfOverflowing) {
  EXPECT_EQ(from_seconds(1e300), Duration::max());
  EXPECT_EQ(from_seconds(kInfinity), Duration::max());
  EXPECT_LT(from_seconds(-1e300), Duration{-9'000'000'000'000'000'000});
  EXPECT_EQ(from_seconds(9223372036.854775807), Duration::max());
}

TEST(Stamp, KeepsTheFirstTimeOnly) {
  Stamp stamp;
  EXPECT_FALSE(stamp.is_set());
  stamp.set_once(Stamp(Duration{5}));
  stamp.set_once(Stamp(Duration{3}));
  ASSERT_TRUE(stamp.is_set());
  EXPECT_EQ(stamp.since_epoch(), Duration{5});
  EXPECT_LT(Stamp(), Stamp(Duration{-100}));
}

TEST(Stamp, ZeroIsAnInstantLikeAnyOther) { EXPECT_TRUE(Stamp(Duration{0}).is_set()); }

TEST(Usd, IsExactWhereDoublesAreNot) {
  Usd sum;
  for (int i = 0; i < 10; ++i) sum += Usd::from_dollars(0.1);
  EXPECT_EQ(sum, Usd::from_dollars(1.0));
  EXPECT_EQ(Usd::from_dollars(0.000000000001).pico(), 1);
  EXPECT_DOUBLE_EQ(Usd::from_pico(2'500'000'000'000).dollars(), 2.5);
  EXPECT_EQ(Usd::from_dollars(3) - Usd::from_dollars(1), Usd::from_dollars(2));
}

TEST(Usd, RoundsUpForWorstCases) {
  EXPECT_EQ(Usd::from_dollars_rounded_up(1.2e-12).pico(), 2);
  EXPECT_EQ(Usd::from_dollars(1.2e-12).pico(), 1);
  EXPECT_EQ(Usd::from_dollars_rounded_up(0.0).pico(), 0);
}

TEST(Usd, ToleratesNumbersFromOutside) {
  EXPECT_EQ(Usd::from_dollars(std::nan("")).pico(), 0);
  EXPECT_EQ(Usd::from_dollars(1e30).pico(), std::numeric_limits<std::int64_t>::max());
  EXPECT_LT(Usd::from_dollars(-1e30).pico(), -9'000'000'000'000'000'000);
}

TEST(Percentile, KnowsItsFraction) {
  EXPECT_DOUBLE_EQ(Percentile(99.9).fraction(), 0.999);
  EXPECT_LT(Percentile(50), Percentile(95));
}

}  // namespace
}  // namespace orbench::core
