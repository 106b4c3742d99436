#include "harness/run/snapshot_keeper.h"

#include <future>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

TEST(SnapshotKeeper, TakesSnapshotsUntilItIsStopped) {
  SnapshotKeeper keeper;
  std::promise<void> third;
  int taken = 0;
  keeper.start(std::chrono::milliseconds{1}, [&] {
    if (++taken == 3) third.set_value();
    results::Snapshot snapshot;
    snapshot.at_s = taken;
    return snapshot;
  });
  third.get_future().wait();
  const auto snapshots = keeper.stop();
  ASSERT_GE(snapshots.size(), 3U);
  EXPECT_EQ(snapshots[2].at_s, 3);
}

TEST(SnapshotKeeper, StopsAtOnceWhenNothingIsDueForLong) {
  SnapshotKeeper keeper;
  keeper.start(std::chrono::hours{1}, [] { return results::Snapshot{}; });
  EXPECT_TRUE(keeper.stop().empty());
  EXPECT_TRUE(SnapshotKeeper().stop().empty()) << "never started";
}

}  // namespace
}  // namespace orbench::run
