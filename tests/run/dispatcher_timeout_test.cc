#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using testing::ElementsAre;

constexpr const char* kTimeouts =
    R"("target":{"timeouts":{"connect_ms":100,"first_token_ms":500,"idle_ms":200,"total_ms":2000}},)";
constexpr const char* kOne = R"({"arrivals":"closed","concurrency":1,"requests":1})";
constexpr const char* kStream = R"("matrix":{"request.stream":[true]},)";
constexpr const char* kToken =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

struct StreamRun : DispatcherFixture {
  StreamRun() : DispatcherFixture(chat_scenario(kOne, kStream, kTimeouts)) {}
  /// Lets time pass in steps of a millisecond, as an event loop would see it.
  void pass(milliseconds time) {
    for (milliseconds i{0}; i < time; ++i) turn_after(milliseconds{1});
  }
};

TEST(DispatcherTimeout, EndsARequestWithoutAConnection) {
  StreamRun run;
  run.transport.send_at_once = false;
  run.turn();
  run.pass(milliseconds{99});
  EXPECT_TRUE(run.sink.samples.empty());
  run.pass(milliseconds{2});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutConnect));
}

TEST(DispatcherTimeout, GivesTheNextRequestOfASlotItsOwnTime) {
  constexpr const char* kTwo = R"({"arrivals":"closed","concurrency":1,"requests":2})";
  DispatcherFixture run(chat_scenario(kTwo, "", kTimeouts));
  run.turn();
  run.turn_after(milliseconds{90});
  run.answer_all();
  run.transport.send_at_once = false;
  run.turn();  // the second request, 90 ms into the first one's 100
  for (int i = 0; i < 99; ++i) run.turn_after(milliseconds{1});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kOk));
  run.turn_after(milliseconds{1});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kOk, Outcome::kTimeoutConnect));
}

TEST(DispatcherTimeout, EndsAStreamWithoutAToken) {
  StreamRun run;
  run.turn();
  run.pass(milliseconds{499});
  EXPECT_TRUE(run.sink.samples.empty());
  run.pass(milliseconds{2});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutFirstToken));
}

TEST(DispatcherTimeout, LetsCommentsKeepAConnectionAliveButNotReplaceAToken) {
  StreamRun run;
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  for (int i = 0; i < 4; ++i) {
    run.pass(milliseconds{110});
    EXPECT_TRUE(run.sink.samples.empty()) << i;
    run.transport.bytes(1, ": OPENROUTER PROCESSING\n\n");
  }
  run.pass(milliseconds{70});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutFirstToken));
  EXPECT_EQ(run.sink.samples[0].comments, 4U);
}

TEST(DispatcherTimeout, EndsAStreamThatFellSilent) {
  StreamRun run;
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  run.pass(milliseconds{50});
  run.transport.bytes(1, kToken);
  run.pass(milliseconds{199});
  EXPECT_TRUE(run.sink.samples.empty());
  run.pass(milliseconds{2});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutIdle));
  EXPECT_EQ(run.sink.samples[0].token_events, 1U) << "what arrived is kept";
}

TEST(DispatcherTimeout, EndsAStreamThatNeverEnds) {
  StreamRun run;
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  for (int i = 0; i < 19; ++i) {
    run.pass(milliseconds{100});
    ASSERT_TRUE(run.sink.samples.empty()) << i;
    run.transport.bytes(1, kToken);
  }
  run.pass(milliseconds{101});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutTotal));
}

TEST(DispatcherTimeout, WaitsOnlyShortlyForTheCloseBehindTheTerminator) {
  StreamRun run;
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  run.transport.bytes(1, kToken);
  run.transport.bytes(1, "data: [DONE]\n\n");
  run.pass(milliseconds{999});
  EXPECT_TRUE(run.sink.samples.empty());
  run.pass(milliseconds{2});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kOk));
}

TEST(DispatcherTimeout, GivesAPlainReplyItsWholeTime) {
  DispatcherFixture run(chat_scenario(kOne, "", kTimeouts));
  run.turn();
  run.turn_after(milliseconds{1999});
  EXPECT_TRUE(run.sink.samples.empty()) << "first_token_ms is for streams";
  run.turn_after(milliseconds{2});
  EXPECT_THAT(run.outcomes(), ElementsAre(Outcome::kTimeoutTotal));
}

TEST(DispatcherTimeout, LeavesOutGapsThatEndInALateRead) {
  StreamRun run;
  run.turn();
  run.transport.head(1, 200, "text/event-stream");
  run.transport.bytes(1, kToken);
  run.clock.advance(milliseconds{20});
  run.transport.bytes(1, kToken);
  run.clock.advance(milliseconds{20});
  run.transport.late_by = milliseconds{3};
  run.transport.bytes(1, kToken);
  run.transport.late_by = milliseconds{1};  // no more than the clock's own
  run.clock.advance(milliseconds{20});
  run.transport.bytes(1, kToken);
  run.transport.bytes(1, "data: [DONE]\n\n");
  run.transport.end(1, {});
  const metrics::CellRecord& cell = run.recorder.cells()[0];
  EXPECT_EQ(cell.merged(metrics::MetricId::icl).count(), 2);
  EXPECT_EQ(cell.blocks[0].ok.undefined(metrics::MetricId::icl), 1);
}

}  // namespace
}  // namespace orbench::run
