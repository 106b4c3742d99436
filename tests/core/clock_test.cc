#include "harness/core/clock.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace orbench::core {
namespace {

TEST(MonotonicClock, NeverGoesBack) {
  const MonotonicClock clock;
  Duration last = clock.now();
  EXPECT_GT(last.count(), 0);
  for (int i = 0; i < 1000; ++i) {
    const Duration now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(WallClock, IsAfterThisProgramWasWritten) { EXPECT_GT(wall_seconds(), 1.7e9); }

TEST(Iso8601, WritesUtcWithMilliseconds) {
  struct Row {
    double seconds;
    const char* text;
    const char* why;
  };
  const Row rows[] = {
      {0.0, "1970-01-01T00:00:00.000Z", "the epoch"},
      {1e9, "2001-09-09T01:46:40.000Z", "a whole second keeps its three zeros"},
      {1700000000.5, "2023-11-14T22:13:20.500Z", "half a second is 500 ms"},
      {951782400.25, "2000-02-29T00:00:00.250Z", "a leap day of a century year"},
      {1709164799.875, "2024-02-28T23:59:59.875Z",
       "the end of a day does not round up to the next"},
  };
  for (const Row& row : rows) EXPECT_EQ(iso8601_utc(row.seconds), row.text) << row.why;
}

TEST(ManualClock, MovesOnlyWhenTold) {
  support::ManualClock clock(std::chrono::seconds{5});
  EXPECT_EQ(clock.now(), std::chrono::seconds{5});
  clock.advance(std::chrono::milliseconds{250});
  EXPECT_EQ(clock.now(), std::chrono::milliseconds{5250});
}

}  // namespace
}  // namespace orbench::core
