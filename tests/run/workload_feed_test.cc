#include "harness/run/workload_feed.h"

#include <gtest/gtest.h>

#include "tests/run/plan_text.h"

namespace orbench::run {
namespace {

TEST(WorkloadFeed, FeedsNoMoreWorkersThanItHasSlots) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":9})"));
  const WorkloadPlan& workload = made.plan.workloads[0];
  EXPECT_EQ(WorkloadFeed::share_of(workload, 1, 4)->count, 2U);
  EXPECT_FALSE(WorkloadFeed::share_of(workload, 2, 4).has_value());
}

TEST(WorkloadFeed, SplitsTheInFlightCapExactly) {
  const PlanFromText made(
      chat_scenario(R"({"arrivals":"constant","rate_rps":1,"duration_s":1,"max_in_flight":5})"));
  const WorkloadPlan& workload = made.plan.workloads[0];
  int places = 0;
  for (std::uint64_t worker = 0; worker < 3; ++worker) {
    WorkloadFeed feed(workload, 1, *WorkloadFeed::share_of(workload, worker, 3));
    while (feed.has_room()) {
      feed.on_started();
      ++places;
    }
  }
  EXPECT_EQ(places, 5);
}

TEST(WorkloadFeed, IsDoneOnlyWhenNothingIsOpenOrQueued) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})"));
  WorkloadFeed feed(made.plan.workloads[0], 1, {0, 1});
  ASSERT_TRUE(feed.next_intended().has_value());
  feed.enqueue(feed.take_next());
  feed.end();
  EXPECT_FALSE(feed.done()) << "one is queued";
  static_cast<void>(feed.take_queued());
  feed.on_started();
  EXPECT_FALSE(feed.done()) << "one is open";
  feed.on_finished(std::chrono::seconds{1});
  EXPECT_TRUE(feed.done());
  EXPECT_EQ(feed.max_in_flight(), 1);
}

}  // namespace
}  // namespace orbench::run
