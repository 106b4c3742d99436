#include "harness/run/dispatcher.h"

#include <map>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Dispatcher, KeepsAClosedLoopAtItsConcurrencyUntilTheCountIsReached) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":3,"requests":7})"));
  std::size_t most = 0;
  while (!run.dispatcher.done()) {
    run.turn_after(milliseconds{10});
    most = std::max(most, run.transport.in_flight());
    run.answer_all();
  }
  EXPECT_EQ(most, 3U);
  EXPECT_EQ(run.transport.requests.size(), 7U);
  EXPECT_EQ(run.counters().ok(), 7);
  EXPECT_THAT(run.outcomes(), Each(Outcome::kOk));
}

TEST(Dispatcher, SendsTheKeyAndRendersTheBody) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})"));
  run.turn();
  ASSERT_EQ(run.transport.requests.size(), 1U);
  const core::HttpRequest& request = run.transport.requests[0];
  EXPECT_EQ(request.url, "http://127.0.0.1:1/api/v1/chat/completions");
  EXPECT_THAT(request.headers,
              testing::Contains(core::Header{"Authorization", "Bearer sk-test-123"}));
  EXPECT_THAT(request.body, HasSubstr("\"model\":\"a/m\""));
  EXPECT_THAT(request.body, testing::Not(HasSubstr("${nonce}")));
}

TEST(Dispatcher, StartsEachOpenLoopArrivalAtItsTimeAndNotBefore) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"constant","rate_rps":100,"duration_s":1})"));
  run.turn();
  const std::size_t at_start = run.transport.requests.size();
  run.turn_after(milliseconds{5});
  EXPECT_EQ(run.transport.requests.size(), at_start);
  run.turn_after(milliseconds{5});
  EXPECT_EQ(run.transport.requests.size(), at_start + 1);
}

TEST(Dispatcher, AsksToBeWokenAtTheNextArrival) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"constant","rate_rps":100,"duration_s":1})"));
  const core::Duration epoch = run.clock.now();
  const core::Duration wake = run.turn();
  EXPECT_LE(wake, epoch + milliseconds{10});
  EXPECT_GT(wake, epoch);
}

TEST(Dispatcher, CountsTimeFromTheIntendedStartWhenItIsLate) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"constant","rate_rps":10,"duration_s":1})"));
  run.turn();
  run.answer_all();
  run.turn_after(milliseconds{950});  // the loop stalled over nine arrivals
  run.answer_all();
  const metrics::Sample& late = run.sink.samples[1];
  EXPECT_EQ(late.at.intended.since_epoch(), milliseconds{100});
  EXPECT_EQ(late.at.admitted.since_epoch(), milliseconds{100});
  EXPECT_EQ(late.at.dispatched.since_epoch(), milliseconds{950});
  EXPECT_EQ(run.dispatcher.late(), 9);
}

TEST(Dispatcher, DropsWhatTheCapRefusesAndCountsIt) {
  DispatcherFixture run(chat_scenario(
      R"({"arrivals":"constant","rate_rps":10,"duration_s":1,"max_in_flight":1,"overload":"drop"})"));
  run.turn_after(milliseconds{350});  // four arrivals, one place
  EXPECT_EQ(run.transport.in_flight(), 1U);
  EXPECT_EQ(run.dispatcher.dropped(), 3);
  EXPECT_EQ(run.counters().of(Outcome::kNotSent), 3);
}

TEST(Dispatcher, QueuesWhatTheCapRefusesAndMeasuresTheWait) {
  DispatcherFixture run(
      chat_scenario(R"({"arrivals":"constant","rate_rps":10,"duration_s":0.2,"max_in_flight":1})"));
  run.turn_after(milliseconds{150});
  EXPECT_EQ(run.transport.in_flight(), 1U);
  EXPECT_EQ(run.dispatcher.progress().queued, 1);
  run.clock.advance(milliseconds{100});
  run.answer_all();
  run.turn_after(milliseconds{1});
  run.answer_all();
  ASSERT_EQ(run.sink.samples.size(), 2U);
  const metrics::Sample& waited = run.sink.samples[1];
  EXPECT_EQ(waited.at.intended.since_epoch(), milliseconds{100});
  EXPECT_EQ(waited.at.admitted.since_epoch(), milliseconds{250});
  EXPECT_EQ(waited.at.dispatched.since_epoch(), milliseconds{251});
  EXPECT_TRUE(run.turn() > core::Duration{0} && run.dispatcher.done());
}

TEST(Dispatcher, SleepsWhileItWaitsForAnswers) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":2})"));
  run.turn();
  EXPECT_EQ(run.turn() - run.clock.now(), milliseconds{100}) << "stops wake it";
  run.answer_all();
  EXPECT_LE(run.turn() - run.clock.now(), milliseconds{100});
  EXPECT_EQ(run.transport.in_flight(), 1U) << "the next is not kept waiting";
}

TEST(Dispatcher, StopsAtTheRequestCapOfTheRun) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":50})", "",
                                      R"("limits":{"max_requests":5},)"));
  while (!run.dispatcher.done()) {
    run.turn_after(milliseconds{1});
    run.answer_all();
  }
  EXPECT_EQ(run.transport.requests.size(), 5U);
  EXPECT_EQ(run.ledger.stop_reason(), StopReason::kMaxRequests);
}

TEST(Dispatcher, DrainsWhenTheRunIsStoppedAndCancelsWhenItIsAbandoned) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":50})"));
  run.turn();
  run.ledger.stop(StopReason::kSignal);
  run.turn();
  EXPECT_EQ(run.transport.in_flight(), 2U) << "open requests may end by themselves";
  EXPECT_FALSE(run.dispatcher.done());
  run.ledger.abandon();
  run.turn();
  EXPECT_EQ(run.transport.in_flight(), 0U);
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kCancelled, Outcome::kCancelled));
}

TEST(Dispatcher, CountsQueuedRequestsAsNotSentWhenTheRunStops) {
  DispatcherFixture run(
      chat_scenario(R"({"arrivals":"constant","rate_rps":10,"duration_s":1,"max_in_flight":1})"));
  run.turn_after(milliseconds{350});
  run.ledger.stop(StopReason::kMaxDuration);
  run.turn();
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  const metrics::Counters counters = run.counters();
  EXPECT_EQ(counters.of(Outcome::kNotSent), 3);
  EXPECT_EQ(counters.ok(), 1);
  EXPECT_EQ(counters.offered(), 4);
}

TEST(Dispatcher, MakesAConnectErrorOfATransferThatCannotStart) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":2})"));
  run.transport.refuse = true;
  run.turn();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kConnectError, Outcome::kConnectError));
  EXPECT_EQ(run.sink.samples[0].error, "refused by the test");
}

TEST(Dispatcher, TakesTheKeyOutOfErrorsThatEchoIt) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})"));
  run.turn();
  run.transport.answer(1, 400, R"({"error":{"code":400,"message":"bad key sk-test-123 given"}})");
  ASSERT_EQ(run.sink.samples.size(), 1U);
  EXPECT_THAT(run.sink.samples[0].error, HasSubstr("***"));
  EXPECT_THAT(run.sink.samples[0].error, testing::Not(HasSubstr("sk-test-123")));
}

TEST(Dispatcher, CallsOnlyRepliesGoodThatMeetEveryObjective) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":2})",
                                      R"("objectives":{"e2e":"100ms"},)"));
  run.turn();
  run.clock.advance(milliseconds{50});
  run.answer_all();
  run.turn();
  run.clock.advance(milliseconds{150});
  run.answer_all();
  EXPECT_TRUE(run.sink.samples[0].good);
  EXPECT_FALSE(run.sink.samples[1].good);
  EXPECT_EQ(run.counters().ok(), 2);
  EXPECT_EQ(run.counters().good, 1);
}

/// (warm-up?, number) to body, of everything that workers 0 … count-1 send.
std::map<std::pair<bool, std::uint64_t>, std::pair<std::string, std::uint32_t>> sent_by(
    std::uint64_t workers, const std::string& scenario) {
  std::map<std::pair<bool, std::uint64_t>, std::pair<std::string, std::uint32_t>> sent;
  for (std::uint64_t worker = 0; worker < workers; ++worker) {
    DispatcherFixture run(scenario, worker, workers);
    while (!run.dispatcher.done()) {
      run.turn_after(milliseconds{1});
      run.answer_all();
    }
    // Answers came in the order of starts, so samples and requests line up.
    for (std::size_t i = 0; i < run.sink.samples.size(); ++i) {
      const metrics::Sample& sample = run.sink.samples[i];
      const bool warmup = sample.phase == metrics::Phase::kWarmup;
      sent[{warmup, sample.seq}] = {run.transport.requests[i].body, sample.cell};
    }
  }
  return sent;
}

class DispatcherShares : public testing::TestWithParam<const char*> {};

TEST_P(DispatcherShares, SendTheSameBodiesAndCellsOnAnyNumberOfWorkers) {
  const std::string scenario =
      chat_scenario(GetParam(), R"("matrix":{"request.stream":[true,false]},"blocks":4,)");
  const auto one = sent_by(1, scenario);
  EXPECT_GT(one.size(), 10U);
  EXPECT_EQ(sent_by(2, scenario), one);
  EXPECT_EQ(sent_by(3, scenario), one);
}

INSTANTIATE_TEST_SUITE_P(
    Loads, DispatcherShares,
    testing::Values(R"({"arrivals":"poisson","rate_rps":50,"duration_s":1,"warmup_s":0.5})",
                    R"({"arrivals":"constant","rate_rps":40,"duration_s":1})",
                    R"({"arrivals":"closed","concurrency":6,"requests":30})"));

}  // namespace
}  // namespace orbench::run
