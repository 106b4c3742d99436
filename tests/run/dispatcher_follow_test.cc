// What follows from a request that is over: another attempt, or nothing; and what ends one early.

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;

const std::string kOne = R"({"arrivals":"closed","concurrency":1,"requests":1})";
const std::string kPatient =
    R"("retries":{"max_attempts":3,"on":["rate_limited"],"backoff_ms":100,"jitter":0},)";

void refuse_all(DispatcherFixture& run) {
  for (const transport::TransferId id : run.transport.open()) {
    run.transport.answer(id, 429, R"({"error":{"code":429,"message":"slow down"}})");
  }
}

TEST(Retries, MakeARecordOfEachAttemptAndTimeTheWholeCall) {
  DispatcherFixture run(chat_scenario(kOne, kPatient));
  run.turn();
  run.clock.advance(milliseconds{10});
  refuse_all(run);
  run.turn_after(milliseconds{99});
  EXPECT_EQ(run.transport.requests.size(), 1U) << "the back-off is not over";
  run.turn_after(milliseconds{1});
  ASSERT_EQ(run.transport.requests.size(), 2U);
  EXPECT_EQ(run.transport.requests[1].body, run.transport.requests[0].body);
  run.clock.advance(milliseconds{10});
  refuse_all(run);
  run.turn_after(milliseconds{200});
  run.clock.advance(milliseconds{10});
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());

  EXPECT_THAT(run.outcomes(),
              ElementsAre(Outcome::kRateLimited, Outcome::kRateLimited, Outcome::kOk));
  const metrics::Sample& last = run.sink.samples[2];
  EXPECT_EQ(last.attempt, 3U);
  EXPECT_EQ(last.seq, run.sink.samples[0].seq);
  EXPECT_EQ(last.at.intended.since_epoch(), milliseconds{320}) << "the end of its back-off";
  EXPECT_EQ(last.at.call_intended.since_epoch(), milliseconds{0});
  EXPECT_TRUE(run.sink.samples[1].retried);
  EXPECT_FALSE(last.retried);
  const metrics::Counters counters = run.counters();
  EXPECT_EQ(counters.offered(), 3);
  EXPECT_EQ(counters.calls(), 1);
  EXPECT_EQ(counters.good, 1);
  const metrics::Histogram calls = run.recorder.cells()[0].merged(metrics::MetricId::logical_time);
  EXPECT_EQ(calls.count(), 1);
  EXPECT_NEAR(static_cast<double>(calls.max()), 330'000, 1000);
}

TEST(Retries, JudgeObjectivesFromTheFirstAttempt) {
  for (const auto& [limit, good] : std::map<std::string, bool>{{"300ms", false}, {"400ms", true}}) {
    DispatcherFixture run(
        chat_scenario(kOne, kPatient + R"("objectives":{"e2e":")" + limit + R"("},)"));
    run.turn();
    run.clock.advance(milliseconds{210});
    refuse_all(run);
    run.turn_after(milliseconds{100});
    run.clock.advance(milliseconds{10});
    run.answer_all();
    EXPECT_EQ(run.sink.samples.at(1).good, good) << limit;
  }
}

TEST(Retries, EndWithTheLastAttempt) {
  DispatcherFixture run(chat_scenario(kOne, kPatient));
  for (int i = 0; i < 100 && !run.dispatcher.done(); ++i) {
    run.turn_after(milliseconds{50});
    refuse_all(run);
  }
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_EQ(run.transport.requests.size(), 3U);
  EXPECT_FALSE(run.sink.samples.back().retried);
}

TEST(Retries, KeepAClosedLoopsSlotUntilTheCallIsOver) {
  DispatcherFixture run(
      chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":2})", kPatient));
  run.turn();
  refuse_all(run);
  run.turn_after(milliseconds{50});
  EXPECT_EQ(run.transport.requests.size(), 1U) << "the second call waits for the first";
  run.turn_after(milliseconds{50});
  run.answer_all();
  run.turn();
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_EQ(run.sink.samples.size(), 3U);
}

TEST(Retries, StopWithTheRunAndLoseNothing) {
  DispatcherFixture run(chat_scenario(kOne, kPatient));
  run.turn();
  refuse_all(run);
  run.ledger.stop(StopReason::kSignal);
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kRateLimited, Outcome::kNotSent));
  EXPECT_EQ(run.sink.samples[1].attempt, 2U);
  EXPECT_EQ(run.dispatcher.progress().offered, 2);
}

const std::string kStreaming = R"({"name":"t","seed":5,"workloads":[{"name":"w","endpoint":"chat",)"
                               R"("cancel":{"share":1,CUT},"request":{"model":"a/m","stream":true,)"
                               R"("messages":[{"role":"user","content":"hi"}]},)"
                               R"("load":{"arrivals":"closed","concurrency":1,"requests":1}}]})";

std::string cancelling(const std::string& when) {
  std::string text = kStreaming;
  return text.replace(text.find("CUT"), 3, when);
}

constexpr const char* kToken =
    "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

TEST(PlannedCancel, LeavesAfterSoManyTokens) {
  DispatcherFixture run(cancelling(R"("after_tokens":3)"));
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  for (int i = 0; i < 2; ++i) run.transport.bytes(1, kToken);
  EXPECT_TRUE(run.sink.samples.empty());
  run.transport.bytes(1, kToken);
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  ASSERT_THAT(run.outcomes(), ElementsAre(Outcome::kCancelled));
  const metrics::Sample& sample = run.sink.samples[0];
  EXPECT_EQ(sample.error, "cancelled on purpose");
  EXPECT_EQ(sample.token_events, 3U);
  EXPECT_TRUE(sample.at.first_answer.is_set()) << "what was reached counts";
  EXPECT_EQ(run.counters().errors(), 0) << "no failure";
}

TEST(PlannedCancel, LeavesAfterAWhile) {
  DispatcherFixture run(cancelling(R"("after_ms":250)"));
  run.turn();
  run.turn_after(milliseconds{249});
  EXPECT_EQ(run.transport.in_flight(), 1U);
  run.turn_after(milliseconds{1});
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kCancelled));
}

TEST(PlannedCancel, ComesTooLateForAReplyThatIsOver) {
  DispatcherFixture run(cancelling(R"("after_tokens":1)"));
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  run.transport.bytes(1, std::string(kToken) + "data: [DONE]\n\n");
  run.transport.end(1, {});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kOk));
}

const std::string kShared =
    R"({"name":"t","seed":5,"load":{"arrivals":"poisson","rate_rps":100,"duration_s":2,)"
    R"("warmup_s":0.5},"workloads":[)"
    R"({"name":"a","endpoint":"chat","weight":3,"matrix":{"request.stream":[true,false]},)"
    R"("request":{"model":"a/m","messages":[{"role":"user","content":"${seq}"}]}},)"
    R"({"name":"b","endpoint":"chat","request":{"model":"b/m","messages":)"
    R"([{"role":"user","content":"${seq}"}]}}]})";

/// (cell, warm-up?, number) to intended start, of what workers 0 … count-1 send.
std::map<std::tuple<std::uint32_t, bool, std::uint64_t>, core::Duration> timeline_of(
    std::uint64_t workers) {
  std::map<std::tuple<std::uint32_t, bool, std::uint64_t>, core::Duration> sent;
  for (std::uint64_t worker = 0; worker < workers; ++worker) {
    DispatcherFixture run(kShared, worker, workers);
    while (!run.dispatcher.done()) {
      run.turn_after(milliseconds{5});
      run.answer_all();
    }
    for (const metrics::Sample& sample : run.sink.samples) {
      const bool warmup = sample.phase == metrics::Phase::kWarmup;
      sent[{sample.cell, warmup, sample.seq}] = sample.at.intended.since_epoch();
    }
  }
  return sent;
}

TEST(SharedLoad, GivesEachWorkloadItsPartOfOneTimelineOnAnyNumberOfWorkers) {
  const auto one = timeline_of(1);
  EXPECT_GT(one.size(), 150U);
  EXPECT_EQ(timeline_of(2), one);
  EXPECT_EQ(timeline_of(4), one);
  std::map<std::uint32_t, int> measured;
  for (const auto& [key, at] : one) measured[std::get<0>(key)] += std::get<1>(key) ? 0 : 1;
  const int b = measured[2];
  EXPECT_NEAR(measured[0] + measured[1], 3 * b, 4) << "three parts to one";
  EXPECT_NEAR(measured[0], measured[1], 2);
}

TEST(SharedLoad, CountsForThePlanAsOneLoad) {
  const PlanFromText made(kShared);
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  EXPECT_EQ(made.plan.loads.size(), 1U);
  EXPECT_EQ(made.plan.expected_requests(), 200);
  EXPECT_THAT(made.plan.offered_rps(), ElementsAre(37.5, 37.5, 25.0));
}

TEST(SharedLoad, WantsSomebodyToShareIt) {
  const PlanFromText made(chat_scenario(kOne, "", R"("load":{"requests":1},)"));
  EXPECT_THAT(made.errors(), testing::HasSubstr("nobody shares this one"));
}

TEST(Segments, GiveEachCellTheWholeLoadInTurnDrainedBetween) {
  DispatcherFixture run(chat_scenario(
      R"({"arrivals":"constant","rate_rps":100,"duration_s":0.1,"warmup_s":0.05})",
      R"("interleave":"segment","blocks":2,"matrix":{"request.model":["a/x","a/y","a/z"]},)"));
  EXPECT_EQ(run.made.plan.expected_requests(), 30);
  EXPECT_EQ(run.made.plan.length(), milliseconds{450});
  EXPECT_THAT(run.made.plan.offered_rps(), Each(100.0));
  int turns = 0;
  while (!run.dispatcher.done()) {
    run.turn_after(milliseconds{1});
    // Answers come every 30 ms, so that each segment ends with requests open.
    if (++turns % 30 == 0) run.answer_all();
  }
  std::map<std::uint32_t, std::vector<metrics::Sample>> cells;
  for (const metrics::Sample& sample : run.sink.samples) cells[sample.cell].push_back(sample);
  ASSERT_EQ(cells.size(), 3U);
  core::Duration over{0};
  for (const auto& [cell, samples] : cells) {
    EXPECT_EQ(samples.size(), 15U);
    const core::Duration began = samples.front().at.intended.since_epoch();
    if (cell > 0) {
      EXPECT_EQ(began, over + milliseconds{50}) << "everything before is over";
    }
    EXPECT_EQ(samples.front().phase, metrics::Phase::kWarmup);
    EXPECT_EQ(samples.back().block, 1);
    const metrics::Window& window = run.recorder.cells()[cell].window;
    EXPECT_EQ(window.start, began + milliseconds{50});
    EXPECT_EQ(window.end, began + milliseconds{150});
    for (const metrics::Sample& sample : samples) {
      over = std::max(over, sample.at.closed.since_epoch());
    }
  }
}

TEST(Segments, EndWithTheRun) {
  DispatcherFixture run(
      chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":4})",
                    R"("interleave":"segment","matrix":{"request.model":["a/x","a/y"]},)"));
  run.turn();
  run.ledger.stop(StopReason::kSignal);
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_EQ(run.sink.samples.size(), 2U);
}

TEST(SegmentGate, OpensWhenTheLastWorkerHasLeft) {
  SegmentGate gate(3, 2);
  EXPECT_EQ(gate.begin_of(0), milliseconds{0});
  gate.leave(0, seconds{5});
  EXPECT_EQ(gate.begin_of(1), std::nullopt);
  gate.leave(0, seconds{4});
  EXPECT_EQ(gate.begin_of(1), milliseconds{5050});
  EXPECT_EQ(gate.begin_of(2), std::nullopt);
}

}  // namespace
}  // namespace orbench::run
