#include "harness/transport/kernel_clock.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

using core::Duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration us(std::int64_t count) { return std::chrono::microseconds{count}; }

TEST(ClockReading, TakesTheWallToLieInTheMiddle) {
  constexpr ClockReading kReading{us(100), us(5000), us(110)};
  static_assert(kReading.width() == us(10));
  static_assert(kReading.offset() == us(5000 - 105));
}

TEST(ReadClocks, GivesAReadingOfThisMomentThatAMicrosecondOrSoMayBeWrong) {
  const ClockReading first = read_clocks();
  const ClockReading second = read_clocks();
  EXPECT_LE(first.before, first.after);
  EXPECT_LE(first.after, second.before);
  EXPECT_GT(first.wall, seconds{1'700'000'000});
}

/// Two clocks that a test may set.
class KernelClockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    now_ = seconds{50};
    ahead_ = seconds{1000};
    width_ = us(1);
    looks_ = 0;
  }

  KernelClock make_clock() {
    return KernelClock([this] {
      ++looks_;
      return ClockReading{now_ - width_ / 2, wall_of(now_), now_ + width_ / 2};
    });
  }
  [[nodiscard]] Duration wall_of(Duration monotonic) const { return monotonic + ahead_; }

  Duration now_{};
  Duration ahead_{};  ///< of the wall before the monotonic clock
  Duration width_{};  ///< of a reading
  int looks_ = 0;
};

TEST_F(KernelClockTest, ConvertsByTheOffsetWithoutLookingEachTime) {
  KernelClock clock = make_clock();
  const Duration now = now_;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(clock.to_monotonic(wall_of(now - us(30)), now), now - us(30));
  }
  EXPECT_EQ(looks_, 1);
}

TEST_F(KernelClockTest, LooksAgainNowAndThenAndAtStrangeStamps) {
  struct Row {
    Duration after;  ///< since the first look
    Duration age;    ///< of the stamp
    int looks;
    const char* why;
  };
  const Row rows[] = {
      {milliseconds{99}, us(10), 1, "not yet"},
      {milliseconds{100}, us(10), 2, "the time has come"},
      {milliseconds{1}, us(501), 2, "so old that the wall clock may have been set"},
      {us(999), us(501), 1, "so old, but it was just looked at"},
      {us(1), milliseconds{21}, 2, "very old"},
      {milliseconds{1}, us(499), 1, "an ordinary delay"},
      {milliseconds{1}, -us(1), 2, "from the future"},
  };
  for (const Row& row : rows) {
    SetUp();
    KernelClock clock = make_clock();
    now_ += row.after;
    const Duration at = now_ - row.age;
    const auto converted = clock.to_monotonic(wall_of(at), now_);
    ASSERT_TRUE(converted.has_value()) << row.why;
    EXPECT_EQ(*converted, std::min(at, now_)) << row.why;
    EXPECT_EQ(looks_, row.looks) << row.why;
  }
}

TEST_F(KernelClockTest, BelievesAnOldStampWhenTheWallClockWasNotSet) {
  KernelClock clock = make_clock();
  const Duration now = now_;
  EXPECT_EQ(clock.to_monotonic(wall_of(now - seconds{3}), now), now - seconds{3})
      << "the client stalled: that the kernel knows better is what stamps are for";
}

TEST_F(KernelClockTest, BelievesNothingForAWhileAfterTheWallClockWasSet) {
  for (const Duration step : {Duration{seconds{5}}, -Duration{seconds{5}}, us(600), -us(600)}) {
    SetUp();
    KernelClock clock = make_clock();
    now_ += milliseconds{1};
    const Duration before_step = wall_of(now_ - us(20));
    ahead_ += step;
    EXPECT_FALSE(clock.to_monotonic(wall_of(now_ - us(20)), now_)) << step.count();
    EXPECT_FALSE(clock.to_monotonic(before_step, now_)) << step.count();
    now_ += KernelClock::kDistrustFor;
    EXPECT_EQ(clock.to_monotonic(wall_of(now_ - us(7)), now_), now_ - us(7));
  }
}

TEST_F(KernelClockTest, NeverGivesAnInstantAfterNow) {
  KernelClock clock = make_clock();
  const Duration now = now_;
  EXPECT_EQ(clock.to_monotonic(wall_of(now + us(3)), now), now) << "the error of a reading";
  EXPECT_FALSE(clock.to_monotonic(wall_of(now + us(21)), now)) << "no error is that large";
}

TEST_F(KernelClockTest, KeepsItsOffsetWhenAReadingWasInterrupted) {
  KernelClock clock = make_clock();
  now_ += KernelClock::kRecheckEvery;
  const Duration truth = ahead_;
  width_ = milliseconds{2};
  ahead_ += us(900);  // within the error of so wide a reading: no step
  const Duration now = now_;
  EXPECT_EQ(clock.to_monotonic(now - us(10) + truth, now), now - us(10));
}

}  // namespace
}  // namespace orbench::transport
