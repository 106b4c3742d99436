#include <chrono>
#include <deque>
#include <string>

#include <gmock/gmock.h>

#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::Act;
using testing::Script;
using testing::ScriptedServer;

using BadPeerTest = TransportTest;

TEST_F(BadPeerTest, EndsAsATransportErrorWhateverThePeerBreaks) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  struct Row {
    const char* why;
    Script script;
    int heads;
    const char* body;
  };
  const Row rows[] = {
      {"closes before it reads", {}, 0, ""},
      {"closes before the head", {Act::read_request()}, 0, ""},
      {"closes inside the head", {Act::read_request(), Act::send(head + "Content-Le")}, 0, ""},
      {"closes inside the body",
       {Act::read_request(), Act::send(head + "Content-Length: 10\r\n\r\nshort")},
       1,
       "short"},
      {"closes between chunks",
       {Act::read_request(), Act::send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")},
       1,
       "ab"},
      {"writes a chunk size that is no number",
       {Act::read_request(),
        Act::send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\nab\r\n"),
        Act::drain()},
       1,
       "ab"},
      {"writes a chunk size beyond any number",
       {Act::read_request(),
        Act::send(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab"),
        Act::drain()},
       1,
       ""},
      {"speaks another protocol",
       {Act::read_request(), Act::send("SSH-2.0-OpenSSH_9.2\r\n")},
       0,
       ""},
      {"sends bytes", {Act::read_request(), Act::send(std::string("\0\1\2\xff\xfe", 5))}, 0, ""},
      {"has no status", {Act::read_request(), Act::send("HTTP/1.1 OK\r\n\r\nbody")}, 0, ""},
      {"has an impossible length",
       {Act::read_request(), Act::send(head + "Content-Length: -5\r\n\r\n")},
       0,
       ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    ScriptedServer server({row.script});
    RecordingSink sink;
    fetch(get(server.url()), sink);
    EXPECT_EQ(sink.result.end, TransferEnd::kTransportError);
    EXPECT_NE(sink.result.error, "");
    EXPECT_EQ(sink.result.error.find('\n'), std::string::npos);
    EXPECT_EQ(sink.head_calls, row.heads);
    EXPECT_EQ(sink.body, row.body);
    EXPECT_EQ(sink.closed_calls, 1);
  }
}

TEST_F(BadPeerTest, ReportsAResetInsideTheStream) {
  ScriptedServer server(
      {{Act::read_request(), Act::send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"),
        Act::wait(), Act::reset()}});
  RecordingSink sink;
  start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.body == "part"; }));
  server.go();
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));
  EXPECT_EQ(sink.result.end, TransferEnd::kTransportError);
  EXPECT_EQ(sink.result.bytes_received, 4U);
}

TEST_F(BadPeerTest, ReadsToTheEndFromAPeerThatClosedItsSide) {
  ScriptedServer server(
      {{Act::read_request(), Act::send(ok_response("whole")), Act::half_close(), Act::drain()}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  EXPECT_EQ(sink.body, "whole");
}

TEST_F(BadPeerTest, CutsABodyLongerThanItsLengthAndDropsTheConnection) {
  ScriptedServer server(
      {{Act::read_request(), Act::send(ok_response("body") + "and more"), Act::drain()},
       keep_alive(ok_response("next"))});
  RecordingSink first;
  fetch(get(server.url()), first);
  EXPECT_EQ(first.result.end, TransferEnd::kComplete);
  EXPECT_EQ(first.body, "body");
  RecordingSink second;
  fetch(get(server.url()), second);
  EXPECT_EQ(second.body, "next");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(BadPeerTest, StopsAFloodOfHeaders) {
  std::string flood = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 400; ++i) flood += "X-Padding: " + std::string(1011, 'a') + "\r\n";
  ScriptedServer server({{Act::read_request(), Act::send(flood), Act::drain()}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kTransportError);
  EXPECT_EQ(sink.result.error, "response head over 256 KiB");
  EXPECT_EQ(sink.head_calls, 0);
}

TEST_F(BadPeerTest, StopsAChunkExtensionWithoutEnd) {
  ScriptedServer server(
      {{Act::read_request(),
        Act::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"
                  "2;" +
                  std::string(1U << 20U, 'a')),
        Act::drain()}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kTransportError);
  EXPECT_EQ(sink.result.error, "chunk extensions or trailers over 256 KiB");
  EXPECT_EQ(sink.body, "ab");
}

TEST_F(BadPeerTest, StopsASingleHeaderWithoutEnd) {
  ScriptedServer server(
      {{Act::read_request(), Act::send("HTTP/1.1 200 OK\r\nX-Long: " + std::string(1U << 20U, 'a')),
        Act::drain()}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kTransportError);
  EXPECT_EQ(sink.head_calls, 0);
}

TEST_F(BadPeerTest, ReportsARefusedPortFromTheLoopNotFromStart) {
  int port = 0;
  {
    const ScriptedServer gone({Script{}});
    port = gone.port();
  }
  RecordingSink sink;
  start(get("http://127.0.0.1:" + std::to_string(port) + "/"), sink);
  EXPECT_EQ(sink.closed_calls, 0);
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));
  EXPECT_EQ(sink.result.end, TransferEnd::kConnectError);
  EXPECT_NE(sink.result.error, "");
  EXPECT_EQ(sink.sent_calls, 0);
  EXPECT_EQ(sink.result.timing.sends, 0U);
  EXPECT_FALSE(sink.result.timing.connection_reused);
}

TEST_F(BadPeerTest, KeepsTurningWhileASinkRestartsOnEveryRefusal) {
  int port = 0;
  {
    const ScriptedServer gone({Script{}});
    port = gone.port();
  }
  const core::HttpRequest request = get("http://127.0.0.1:" + std::to_string(port) + "/");
  RecordingSink sink;
  sink.when_closed = [&] { start(request, sink); };
  start(request, sink);
  // Each turn must come back to the caller, or no stop rule could ever act.
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls >= 20; }));
  transport_.reset();
}

TEST_F(BadPeerTest, ReportsANameWithoutAddressAndReleasesWhatTheResolverOpened) {
  RecordingSink unknown;
  const TransferId id = start(get("http://nonexistent.invalid/"), unknown);
  const core::Duration patience = clock_.now() + std::chrono::seconds{5};
  while (unknown.closed_calls == 0 && clock_.now() < patience) reactor_->run_until(patience);
  if (unknown.closed_calls == 0) {
    transport_->cancel(id);
    GTEST_SKIP() << "the resolver of this machine takes its time to refuse a name";
  }
  EXPECT_EQ(unknown.result.end, TransferEnd::kConnectError);

  // The numbers of the resolver's wake-up pair are handed out again: a registration left behind
  // would swallow the events of the connection that gets one of them.
  ScriptedServer server({keep_alive(ok_response("x"))});
  std::deque<RecordingSink> sinks(4);
  for (RecordingSink& sink : sinks) start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return transport_->in_flight() == 0; }));
  for (const RecordingSink& sink : sinks) {
    EXPECT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  }
}

TEST_F(BadPeerTest, StopsWhenTheSinkHasEnough) {
  ScriptedServer server(
      {{Act::read_request(), Act::send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx"),
        Act::drain()}});
  RecordingSink sink;
  sink.wants_more = false;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kAborted);
  EXPECT_EQ(sink.body, "x");
}

}  // namespace
}  // namespace orbench::transport
