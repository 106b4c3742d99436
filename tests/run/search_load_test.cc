// A search as a load: how the dispatcher serves it, and what a plan with one refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr const char* kSearch =
    R"({"search":{"for":"rate_limit","from":2,"to":8,"grid_s":0,"longest_wait_s":2}})";
constexpr const char* kRefusal =
    R"({"error":{"code":429,"message":"slow","metadata":{"headers":{"x-ratelimit-limit":"2"}}}})";

/// Plays until the load is over; every request is answered 10 ms after it was sent, the first
/// `served` of them well.
void play(DispatcherFixture& run, std::size_t served) {
  for (int turn = 0; turn < 100'000 && !run.dispatcher.done(); ++turn) {
    run.turn_after(milliseconds{10});
    for (const transport::TransferId id : run.transport.open()) {
      const bool passes = run.transport.requests.size() <= served;
      run.transport.answer(id, passes ? 200 : 429, passes ? kAnswer : kRefusal);
    }
  }
}

TEST(SearchLoad, SendsWhatTheSearchWantsAndTellsItEachAnswer) {
  DispatcherFixture run(chat_scenario(kSearch));
  play(run, 1'000'000);
  ASSERT_TRUE(run.dispatcher.done());
  const auto reports = run.dispatcher.search_reports();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].status, results::SearchStatus::kNotFound);
  EXPECT_EQ(reports[0].workload, "w");
  EXPECT_EQ(reports[0].requests, run.counters().ok());
  EXPECT_EQ(reports[0].cost, core::Usd::from_dollars(0.001 * 19));
}

TEST(SearchLoad, StopsAtTheFirstRefusalAndNotAtWhatWasPlannedBefore) {
  DispatcherFixture run(chat_scenario(kSearch));
  play(run, 5);
  ASSERT_TRUE(run.dispatcher.done());
  const auto reports = run.dispatcher.search_reports();
  EXPECT_EQ(reports[0].status, results::SearchStatus::kUndecided);
  EXPECT_EQ(reports[0].owner, "platform");
  EXPECT_EQ(reports[0].refused, 2) << "one in the ramp, and one after a pause of a second";
  EXPECT_EQ(reports[0].requests, 7);
}

TEST(SearchLoad, KeepsWhatItKnowsWhenTheRunIsStopped) {
  DispatcherFixture run(chat_scenario(kSearch));
  run.turn_after(milliseconds{10});
  run.answer_all();
  run.ledger.stop(StopReason::kSignal);
  play(run, 1'000'000);
  ASSERT_TRUE(run.dispatcher.done());
  const auto reports = run.dispatcher.search_reports();
  EXPECT_EQ(reports[0].status, results::SearchStatus::kInterrupted);
  EXPECT_EQ(reports[0].requests, 1);
}

TEST(SearchLoad, EndsAtTheCapsOfTheLoad) {
  DispatcherFixture run(
      chat_scenario(R"({"search":{"for":"rate_limit","from":2,"to":8,"grid_s":0},"requests":4})"));
  play(run, 1'000'000);
  EXPECT_EQ(run.transport.requests.size(), 4U);
  EXPECT_EQ(run.dispatcher.search_reports()[0].status, results::SearchStatus::kInterrupted);
}

TEST(SearchLoad, TellsTheSearchOfRequestsThatAreTooOldWhileTheyAreOpen) {
  // Nothing is ever answered: only ages can end the first step, and what is then known is all bad.
  DispatcherFixture run(chat_scenario(
      R"({"search":{"for":"max_rate","from":50,"to":100,"while":["ttfb.p90 < 100ms"],"step_s":0.5}})"));
  for (int turn = 0; turn < 50; ++turn) {
    run.turn_after(milliseconds{10});
    if (turn < 20) run.answer_all();  // so that it knows how long a request takes
  }
  for (int turn = 0; turn < 100; ++turn) run.turn_after(milliseconds{10});
  EXPECT_THAT(run.dispatcher.progress().searches, HasSubstr("draining"));
  const std::size_t sent = run.transport.requests.size();
  for (int turn = 0; turn < 100; ++turn) run.turn_after(milliseconds{10});
  EXPECT_EQ(run.transport.requests.size(), sent) << "the level has failed";
}

TEST(SearchLoad, HasTheClockOfTheTargetSkipWhatItWouldWaitFor) {
  DispatcherFixture run(chat_scenario(
      R"({"search":{"for":"rate_limit","from":2,"to":8,"grid_s":0,"step_clock":true}})"));
  core::Duration stepped{0};
  run.target.step_clock = [&](core::Duration by) { stepped += by; };
  play(run, 5);
  ASSERT_TRUE(run.dispatcher.done());
  EXPECT_GT(stepped, seconds{1000});
  EXPECT_LT(run.clock.now(), seconds{130}) << "it began at 100";
}

TEST(SearchLoad, SendsItsHeavierRequestWhenTheSearchSaysSo) {
  const PlanFromText made(
      chat_scenario(R"({"search":{"for":"rate_limit","heavier":{"max_tokens":64}}})"));
  ASSERT_EQ(made.plan.cells.size(), 2U) << made.errors();
  LoadFeed feed(made.plan, 0, {0, 1});
  ASSERT_TRUE(feed.next_intended());
  EXPECT_EQ(feed.take_next().deal.cell, 0U);
  EXPECT_EQ(made.plan.workloads[0].requests_per_round(), 1U);
}

TEST(SearchLoad, IsFedByOneWorkerAndItsWindowIsOpen) {
  const PlanFromText made(chat_scenario(kSearch));
  EXPECT_TRUE(LoadFeed::share_of(made.plan.loads[0], 0, 4).has_value());
  EXPECT_FALSE(LoadFeed::share_of(made.plan.loads[0], 1, 4).has_value());
  EXPECT_FALSE(made.plan.recorder_plan()[0].window.end.has_value());
  EXPECT_FALSE(made.plan.length().has_value());
  EXPECT_EQ(made.plan.workloads[0].blocks, 1U);
}

TEST(SearchLoad, RefusesWhatWouldSpoilTheCount) {
  struct Row {
    const char* load;
    const char* extra;
    const char* says;
  };
  const Row rows[] = {
      {R"({"search":{"for":"rate_limit"},"rate_rps":5})", "", "a search decides by itself"},
      {R"({"search":{"for":"rate_limit"},"arrivals":"poisson"})", "", "a search decides by itself"},
      {R"({"search":{"for":"rate_limit"},"warmup_s":5})", "", "a search decides by itself"},
      {R"({"search":{"for":"rate_limt"}})", "", "did you mean \"rate_limit\"?"},
      {R"({"search":{}})", "", "for"},
      {R"({"search":{"for":"rate_limit","form":1}})", "", "unknown key \"form\""},
      {R"({"search":{"for":"rate_limit","from":9,"to":3}})", "", "\"to\" is less than \"from\""},
      {R"({"search":7})", "", "must be an object"},
      {R"({"search":{"for":"rate_limit","heavier":{}}})", "", "about four times"},
      {R"({"search":{"for":"rate_limit","heavier":{"max_tokens":9}}})",
       R"("matrix":{"request.top_p":[0.5,1]},)", "for a workload without one"},
      {R"({"search":{"for":"rate_limit"}})", R"("retries":{},)", "a second attempt"},
      {R"({"search":{"for":"rate_limit"}})", R"("session":{},)", "single requests"},
      {R"({"search":{"for":"rate_limit"}})", R"("interleave":"segment",)", "made once"},
  };
  for (const Row& row : rows) {
    const PlanFromText made(chat_scenario(row.load, row.extra));
    EXPECT_THAT(made.errors(), HasSubstr(row.says)) << row.load << row.extra;
  }
}

}  // namespace
}  // namespace orbench::run
