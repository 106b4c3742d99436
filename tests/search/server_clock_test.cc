#include "harness/search/limit/server_clock.h"

#include <cmath>

#include <gtest/gtest.h>

namespace orbench::search {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kOffset = 1'700'000'000.25;

void tell(ServerClock& clock, double local) {
  clock.learn(std::floor(kOffset + local), core::from_seconds(local - 0.005),
              core::from_seconds(local + 0.005));
}

TEST(ServerClock, ClosesInOnWhatManyWholeSecondsLeaveOpen) {
  ServerClock clock;
  EXPECT_FALSE(clock.known());
  tell(clock, 0.1);
  EXPECT_GT(clock.error(), milliseconds(400));
  for (int i = 0; i < 200; ++i) tell(clock, 0.037 * i);
  EXPECT_LT(clock.error(), milliseconds(40));
  EXPECT_NEAR(clock.server_at(seconds(10)), kOffset + 10, 0.04);
  EXPECT_NEAR(core::to_seconds(clock.local_at(kOffset + 10)), 10, 0.04);
}

TEST(ServerClock, NamesTheMarksOfAGrid) {
  ServerClock clock;
  for (int i = 0; i < 500; ++i) tell(clock, 0.0123 * i);
  // 1'700'000'000 is 20 s past a minute.
  EXPECT_NEAR(core::to_seconds(clock.mark_after(seconds(1), seconds(60))), 39.75, 0.03);
  EXPECT_NEAR(core::to_seconds(clock.mark_before(seconds(1), seconds(60))), -20.25, 0.03);
}

TEST(ServerClock, BelievesAClockThatWasSet) {
  ServerClock clock;
  tell(clock, 1);
  clock.learn(std::floor(kOffset + 86'400), milliseconds(1995), milliseconds(2005));
  EXPECT_NEAR(clock.server_at(seconds(2)), kOffset + 86'400, 1);
}

}  // namespace
}  // namespace orbench::search
