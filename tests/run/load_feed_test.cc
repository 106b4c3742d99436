#include "harness/run/load_feed.h"

#include <gtest/gtest.h>

#include "tests/run/plan_text.h"

namespace orbench::run {
namespace {

TEST(LoadFeed, FeedsNoMoreWorkersThanItHasSlots) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":9})"));
  const LoadPlan& load = made.plan.loads[0];
  EXPECT_EQ(LoadFeed::share_of(load, 1, 4)->count, 2U);
  EXPECT_FALSE(LoadFeed::share_of(load, 2, 4).has_value());
}

TEST(LoadFeed, SplitsTheInFlightCapExactly) {
  const PlanFromText made(
      chat_scenario(R"({"arrivals":"constant","rate_rps":1,"duration_s":1,"max_in_flight":5})"));
  const LoadPlan& load = made.plan.loads[0];
  int places = 0;
  for (std::uint64_t worker = 0; worker < 3; ++worker) {
    LoadFeed feed(made.plan, 0, *LoadFeed::share_of(load, worker, 3));
    while (feed.has_room()) {
      feed.on_started();
      ++places;
    }
  }
  EXPECT_EQ(places, 5);
}

TEST(LoadFeed, IsDoneOnlyWhenNothingIsOpenOrQueued) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})"));
  LoadFeed feed(made.plan, 0, {0, 1});
  ASSERT_TRUE(feed.next_intended().has_value());
  feed.enqueue(feed.take_next());
  feed.end();
  EXPECT_FALSE(feed.done()) << "one is queued";
  static_cast<void>(feed.take_queued());
  feed.on_started();
  EXPECT_FALSE(feed.done()) << "one is open";
  feed.on_closed(std::chrono::seconds{1});
  feed.on_arrival_over(std::chrono::seconds{1});
  EXPECT_TRUE(feed.done());
  EXPECT_EQ(feed.max_in_flight(), 1);
}

/// All that it has for now.
void serve_all(LoadFeed& feed) {
  constexpr auto kEnd = std::chrono::milliseconds{10};
  while (feed.next_intended()) {
    static_cast<void>(feed.take_next());
    feed.on_started();
    feed.on_closed(kEnd);
    feed.on_arrival_over(kEnd);
  }
}

TEST(LoadFeed, WaitsAtTheGateForOtherWorkers) {
  const PlanFromText made(
      chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":2})",
                    R"("interleave":"segment","matrix":{"request.model":["a/x","a/y"]},)"));
  SegmentGate gate(made.plan.loads[0].segments, 2);
  LoadFeed early(made.plan, 0, {0, 2}, &gate);
  LoadFeed late(made.plan, 0, {1, 2}, &gate);
  serve_all(early);
  EXPECT_FALSE(early.next_intended().has_value());
  EXPECT_TRUE(early.waits_at_gate());
  serve_all(late);
  EXPECT_TRUE(late.next_intended().has_value()) << "everybody has left the first segment";
  EXPECT_TRUE(early.next_intended().has_value());
  EXPECT_FALSE(early.waits_at_gate() || late.waits_at_gate());
}

TEST(LoadFeed, GivesWhatFollowsAtItsTime) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"constant","rate_rps":1,"requests":3})"));
  LoadFeed feed(made.plan, 0, {0, 1});
  ASSERT_TRUE(feed.next_intended().has_value());
  const load::Arrival first = feed.take_next().arrival;
  feed.on_started();
  feed.on_closed(std::chrono::milliseconds{100});
  for (const int ms : {1500, 300, 900}) {
    Due again;
    again.arrival = first;
    again.attempt = 2;
    again.intended = std::chrono::milliseconds{ms};
    feed.follow(std::move(again));
  }
  std::vector<std::int64_t> starts;
  while (const auto intended = feed.next_intended()) {
    starts.push_back(*intended / std::chrono::milliseconds{1});
    const Due due = feed.take_next();
    EXPECT_EQ(due.follows(), starts.back() % 1000 != 0);
  }
  EXPECT_EQ(starts, (std::vector<std::int64_t>{300, 900, 1000, 1500, 2000}));
  EXPECT_TRUE(feed.done());
}

TEST(LoadFeed, IsNotDoneWhileSomethingIsToFollow) {
  const PlanFromText made(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})"));
  LoadFeed feed(made.plan, 0, {0, 1});
  ASSERT_TRUE(feed.next_intended().has_value());
  feed.follow(feed.take_next());
  feed.end();
  EXPECT_FALSE(feed.done());
  EXPECT_TRUE(feed.abandon_follower().has_value());
  EXPECT_FALSE(feed.abandon_follower().has_value());
  EXPECT_TRUE(feed.done());
}

}  // namespace
}  // namespace orbench::run
