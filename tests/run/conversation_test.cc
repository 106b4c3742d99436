// Conversations through the dispatcher: order, history, pauses, and what becomes of lost turns.

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using testing::ElementsAre;

const std::string kOne = R"({"arrivals":"closed","concurrency":1,"requests":1})";
const std::string kThreeTurns =
    R"("session":{"turns":3,"think_time_ms":500,"follow_ups":["Why?","And ${nonce}?"]},)";

core::Json turns_of(const core::HttpRequest& request) {
  return core::Json::parse(request.body, nullptr, false)["messages"];
}

TEST(Conversation, CarriesTheRealAnswersOn) {
  DispatcherFixture run(chat_scenario(kOne, kThreeTurns));
  run.turn();
  run.clock.advance(milliseconds{100});
  run.answer_all();
  run.turn_after(milliseconds{499});
  EXPECT_EQ(run.transport.requests.size(), 1U) << "the user is thinking";
  run.turn_after(milliseconds{1});
  ASSERT_EQ(run.transport.requests.size(), 2U);
  run.answer_all();
  run.turn_after(milliseconds{500});
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());

  ASSERT_EQ(run.transport.requests.size(), 3U);
  const core::Json first = turns_of(run.transport.requests[0]);
  const core::Json third = turns_of(run.transport.requests[2]);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(third.size(), 5U);
  EXPECT_EQ(third[0], first[0]) << "the beginning stays as it was, so that it can be cached";
  EXPECT_EQ(third[1].dump(), R"({"role":"assistant","content":"hello"})");
  EXPECT_EQ(third[2].dump(), R"({"role":"user","content":"Why?"})");
  EXPECT_EQ(third[3]["content"], "hello");

  ASSERT_EQ(run.sink.samples.size(), 3U);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(run.sink.samples[i].turn, i + 1);
    EXPECT_EQ(run.sink.samples[i].seq, i);
  }
  EXPECT_EQ(run.sink.samples[1].at.intended.since_epoch(), milliseconds{600});
}

TEST(Conversation, EndsWithTheTurnThatFailsAndCountsTheLostOnes) {
  DispatcherFixture run(
      chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":2})", kThreeTurns));
  run.turn();
  run.transport.answer(1, 500, "{}");
  run.turn();
  EXPECT_EQ(run.transport.requests.size(), 2U) << "the next conversation begins at once";
  EXPECT_THAT(run.outcomes(),
              ElementsAre(Outcome::kHttpError, Outcome::kNotSent, Outcome::kNotSent));
  EXPECT_EQ(run.sink.samples[2].seq, 2U);
  EXPECT_EQ(run.sink.samples[2].turn, 3U);
  while (!run.dispatcher.done()) {
    run.answer_all();
    run.turn_after(milliseconds{100});
  }
  EXPECT_EQ(run.counters().offered(), 6) << "two conversations of three turns";
  EXPECT_EQ(run.counters().ok(), 3);
}

TEST(Conversation, AsksATurnAgainBeforeItGoesOn) {
  DispatcherFixture run(chat_scenario(
      kOne, R"("session":{"turns":2},"retries":{"on":[500],"backoff_ms":100,"jitter":0},)"));
  run.turn();
  run.transport.answer(1, 500, "{}");
  run.turn_after(milliseconds{100});
  run.answer_all();
  run.turn();
  run.answer_all();
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kHttpError, Outcome::kOk, Outcome::kOk));
  EXPECT_EQ(run.sink.samples[1].seq, run.sink.samples[0].seq);
  EXPECT_EQ(run.sink.samples[2].turn, 2U);
  EXPECT_EQ(run.sink.samples[2].attempt, 1U);
}

TEST(Conversation, GoesOnFromWhatCameOfAnAnswerCancelledOnPurpose) {
  DispatcherFixture run(
      R"({"name":"t","seed":5,"workloads":[{"name":"w","endpoint":"chat","session":{"turns":2},)"
      R"("cancel":{"share":1,"after_tokens":1},"request":{"model":"a/m","stream":true,)"
      R"("messages":[{"role":"user","content":"hi"}]},)"
      R"("load":{"arrivals":"closed","concurrency":1,"requests":1}}]})");
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  run.transport.bytes(1,
                      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Well\"}}]}\n\n");
  run.turn();
  ASSERT_EQ(run.transport.requests.size(), 2U);
  EXPECT_EQ(turns_of(run.transport.requests[1])[1]["content"], "Well");
}

TEST(Conversation, LosesNoTurnWhenTheRunIsStopped) {
  DispatcherFixture run(chat_scenario(kOne, kThreeTurns));
  run.turn();
  run.answer_all();
  run.ledger.stop(StopReason::kSignal);
  run.turn();
  EXPECT_TRUE(run.dispatcher.done());
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kOk, Outcome::kNotSent, Outcome::kNotSent));
  EXPECT_EQ(run.dispatcher.progress().offered, 3);
}

TEST(Conversation, KeepsItsSlotOfAClosedLoopToItsEnd) {
  DispatcherFixture run(chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":6})",
                                      R"("session":{"turns":3},)"));
  std::map<std::uint64_t, std::uint32_t> last_turn;
  while (!run.dispatcher.done()) {
    run.turn_after(milliseconds{1});
    EXPECT_LE(run.transport.in_flight(), 2U);
    run.answer_all();
  }
  for (const metrics::Sample& sample : run.sink.samples) {
    EXPECT_EQ(sample.turn, last_turn[sample.seq / 3] + 1) << "turns of a conversation keep order";
    last_turn[sample.seq / 3] = sample.turn;
  }
  EXPECT_EQ(last_turn.size(), 6U);
  EXPECT_EQ(run.made.plan.expected_requests(), 18.0);
}

TEST(Conversation, SendsTheSameBodiesOnAnyNumberOfWorkers) {
  const std::string scenario = chat_scenario(
      R"({"arrivals":"poisson","rate_rps":20,"duration_s":1})", R"("session":{"turns":2,
      "think_time_ms":{"distribution":"exponential","mean":50},"follow_ups":["${nonce}"]},)");
  const auto sent_by = [&](std::uint64_t workers) {
    std::map<std::uint64_t, std::pair<std::string, core::Duration>> sent;
    for (std::uint64_t worker = 0; worker < workers; ++worker) {
      DispatcherFixture run(scenario, worker, workers);
      std::size_t seen = 0;
      while (!run.dispatcher.done()) {
        run.turn_after(milliseconds{1});
        run.answer_all();
        for (; seen < run.sink.samples.size(); ++seen) {
          const metrics::Sample& sample = run.sink.samples[seen];
          sent[sample.seq] = {run.transport.requests[seen].body, sample.at.intended.since_epoch()};
        }
      }
    }
    return sent;
  };
  const auto one = sent_by(1);
  EXPECT_GT(one.size(), 20U);
  const auto two = sent_by(2);
  ASSERT_EQ(two.size(), one.size());
  for (const auto& [seq, request] : one) EXPECT_EQ(two.at(seq).first, request.first) << seq;
}

TEST(Conversation, IsRefusedWhereItCannotBe) {
  const PlanFromText made(chat_scenario(kOne, R"("session":{"turns":1},)"));
  EXPECT_THAT(made.errors(), testing::HasSubstr("/workloads/0/session/turns"));
}

}  // namespace
}  // namespace orbench::run
