#include <deque>

#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::Act;
using testing::ScriptedServer;

using CancelTest = TransportTest;

/// Sends `before`, then nothing until the peer goes.
testing::Script stalls_after(const std::string& before) {
  return {Act::read_request(), Act::send(before), Act::drain()};
}

TEST_F(CancelTest, EndsATransferBeforeItsHead) {
  ScriptedServer server({{Act::read_request(), Act::drain()}});
  RecordingSink sink;
  const TransferId id = start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.sent_calls > 0; }));
  transport_->cancel(id);
  EXPECT_EQ(sink.closed_calls, 1);
  EXPECT_EQ(sink.result.end, TransferEnd::kAborted);
  EXPECT_EQ(transport_->in_flight(), 0U);
}

TEST_F(CancelTest, EndsATransferInsideItsBodyAndItsConnectionWithIt) {
  ScriptedServer server({stalls_after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
                         keep_alive(ok_response("next"))});
  RecordingSink sink;
  const TransferId id = start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.body == "abc"; }));
  transport_->cancel(id);
  EXPECT_EQ(sink.result.end, TransferEnd::kAborted);
  EXPECT_EQ(sink.result.bytes_received, 3U);

  RecordingSink next;
  fetch(get(server.url()), next);
  EXPECT_EQ(next.body, "next");
  EXPECT_FALSE(next.result.timing.connection_reused);
  EXPECT_EQ(sink.closed_calls, 1);
}

TEST_F(CancelTest, EndsATransferThatHasOnlyBegun) {
  ScriptedServer server({{Act::drain()}});
  RecordingSink sink;
  const TransferId id = start(get(server.url()), sink);
  transport_->cancel(id);
  EXPECT_EQ(sink.closed_calls, 1);
  EXPECT_EQ(sink.result.end, TransferEnd::kAborted);
  reactor_->run_until(clock_.now());
  EXPECT_EQ(sink.closed_calls, 1);
}

TEST_F(CancelTest, IgnoresIdsThatNameNothing) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink sink;
  const TransferId id = start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));
  transport_->cancel(id);
  transport_->cancel(0);
  transport_->cancel(id + 1);
  EXPECT_EQ(sink.closed_calls, 1);
}

TEST_F(CancelTest, MayComeFromOnClosedOfAnotherTransfer) {
  constexpr std::size_t kTransfers = 8;
  ScriptedServer server({keep_alive(ok_response("x"))});
  std::deque<RecordingSink> sinks(kTransfers);
  std::vector<TransferId> ids;
  for (RecordingSink& sink : sinks) {
    sink.when_closed = [&] {
      for (const TransferId id : ids) transport_->cancel(id);
    };
  }
  for (RecordingSink& sink : sinks) ids.push_back(start(get(server.url()), sink));
  ASSERT_TRUE(turn_until([&] { return transport_->in_flight() == 0; }));
  std::size_t complete = 0;
  for (const RecordingSink& sink : sinks) {
    EXPECT_EQ(sink.closed_calls, 1);
    if (sink.result.end == TransferEnd::kComplete) ++complete;
  }
  EXPECT_EQ(complete, 1U) << "the first to end cancels all others";
}

TEST_F(CancelTest, TellsACancelledTransferOnceThoughItHadEndedInTheSameTurn) {
  // Both are refused, so both ends lie ready in one turn; the first sink cancels the second and
  // starts another in its place, on the very handle that the second gave back.
  int port = 0;
  {
    const ScriptedServer gone({testing::Script{}});
    port = gone.port();
  }
  const core::HttpRequest refused = get("http://127.0.0.1:" + std::to_string(port) + "/");
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink first;
  RecordingSink second;
  RecordingSink third;
  TransferId second_id = 0;
  first.when_closed = [&] {
    transport_->cancel(second_id);
    start(get(server.url()), third);
  };
  start(refused, first);
  second_id = start(refused, second);
  ASSERT_TRUE(turn_until([&] { return third.closed_calls > 0; }));
  EXPECT_EQ(first.closed_calls, 1);
  EXPECT_EQ(second.closed_calls, 1);
  EXPECT_EQ(third.closed_calls, 1);
  EXPECT_EQ(third.result.end, TransferEnd::kComplete) << third.result.error;
}

}  // namespace
}  // namespace orbench::transport
