#include <algorithm>
#include <array>
#include <deque>

#include <gmock/gmock.h>

#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::Act;
using ::testing::HasSubstr;
using testing::ScriptedServer;

using CurlTransportTest = TransportTest;

TEST_F(CurlTransportTest, DeliversHeadAndBodyWithStampsInOrder) {
  ScriptedServer server({{Act::read_request(),
                          Act::send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                    "X-Generation-Id: gen-7\r\nTransfer-Encoding: chunked\r\n\r\n"),
                          Act::send("6\r\ndata: \r\n"), Act::wait(),
                          Act::send("5\r\nhello\r\n0\r\n\r\n"), Act::drain()}});
  RecordingSink sink;
  start(get(server.url()), sink);
  // The second piece leaves only when the first has arrived.
  ASSERT_TRUE(turn_until([&] { return sink.body == "data: "; }));
  EXPECT_EQ(sink.closed_calls, 0);
  EXPECT_EQ(transport_->in_flight(), 1U);
  server.go();
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));

  EXPECT_EQ(sink.result.end, TransferEnd::kComplete);
  EXPECT_EQ(sink.result.error, "");
  EXPECT_EQ(sink.body, "data: hello");
  EXPECT_EQ(sink.result.bytes_received, 11U);
  EXPECT_EQ(sink.status, 200);
  EXPECT_EQ(sink.content_type, "text/event-stream");
  EXPECT_EQ(sink.generation_id, "gen-7");
  EXPECT_EQ(sink.sent_calls, 1);
  EXPECT_EQ(sink.head_calls, 1);
  EXPECT_TRUE(std::is_sorted(sink.stamps.begin(), sink.stamps.end()));
  EXPECT_EQ(transport_->in_flight(), 0U);
}

TEST_F(CurlTransportTest, ReusesAConnectionAndSaysSo) {
  ScriptedServer server({keep_alive(ok_response("one"))});
  RecordingSink first;
  fetch(get(server.url()), first);
  EXPECT_FALSE(first.result.timing.connection_reused);
  EXPECT_TRUE(first.result.timing.connect.has_value());
  EXPECT_FALSE(first.result.timing.dns.has_value()) << "an address needs no lookup";
  EXPECT_FALSE(first.result.timing.tls.has_value());

  RecordingSink second;
  fetch(get(server.url()), second);
  EXPECT_EQ(second.result.end, TransferEnd::kComplete);
  EXPECT_TRUE(second.result.timing.connection_reused);
  EXPECT_FALSE(second.result.timing.connect.has_value());
  EXPECT_EQ(second.result.timing.sends, 1U);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlTransportTest, SendsInsideStartWhenAConnectionIsIdle) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink first;
  fetch(get(server.url()), first);
  RecordingSink second;
  start(get(server.url()), second);
  EXPECT_EQ(second.sent_calls, 1);
  EXPECT_EQ(second.closed_calls, 0);
  ASSERT_TRUE(turn_until([&] { return second.closed_calls > 0; }));
}

TEST_F(CurlTransportTest, OpensAConnectionPerRequestWhenReuseIsOff) {
  use({.reuse_connections = false});
  ScriptedServer server({keep_alive(ok_response("x"))});
  for (int i = 0; i < 2; ++i) {
    RecordingSink sink;
    fetch(get(server.url()), sink);
    EXPECT_EQ(sink.result.end, TransferEnd::kComplete);
    EXPECT_FALSE(sink.result.timing.connection_reused);
  }
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(CurlTransportTest, ReplacesAConnectionThatThePeerClosedWhileIdle) {
  // No Connection: close, so that only the closing itself tells. The loop does not turn between
  // the two requests: libcurl must find out by itself, before or after it has written.
  ScriptedServer server(
      {{Act::read_request(), Act::send(ok_response("x"))}, keep_alive(ok_response("y"))});
  RecordingSink first;
  fetch(get(server.url()), first);
  RecordingSink second;
  fetch(get(server.url()), second);
  EXPECT_EQ(second.result.end, TransferEnd::kComplete) << second.result.error;
  EXPECT_EQ(second.body, "y");
  EXPECT_EQ(second.sent_calls, static_cast<int>(second.result.timing.sends));
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(CurlTransportTest, DoesNotTakeWhatAnIdleConnectionSaidForAnAnswer) {
  ScriptedServer server(
      {{Act::read_request(), Act::send(ok_response("x")), Act::wait(),
        Act::send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"), Act::drain()},
       keep_alive(ok_response("y"))});
  RecordingSink first;
  fetch(get(server.url()), first);
  server.go();
  // Nothing but the unasked bytes can end this wait.
  const core::Duration deadline = clock_.now() + std::chrono::seconds{60};
  reactor_->run_until(deadline);
  EXPECT_LT(clock_.now(), deadline);

  RecordingSink second;
  fetch(get(server.url()), second);
  EXPECT_EQ(second.result.end, TransferEnd::kComplete) << second.result.error;
  EXPECT_EQ(second.body, "y");
}

TEST_F(CurlTransportTest, CarriesFiveHundredTransfersAtOnceAndThenReusesTheirConnections) {
  constexpr std::size_t kTransfers = 500;
  use({.expected_in_flight = kTransfers});
  ScriptedServer server({keep_alive(ok_response("body"))});
  std::size_t reused = 0;
  for (int round = 0; round < 2; ++round) {
    std::deque<RecordingSink> sinks(kTransfers);
    for (RecordingSink& sink : sinks) start(post(server.url(), "x"), sink);
    EXPECT_EQ(transport_->in_flight(), kTransfers);
    ASSERT_TRUE(turn_until([&] { return transport_->in_flight() == 0; }));
    for (const RecordingSink& sink : sinks) {
      ASSERT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
      ASSERT_EQ(sink.closed_calls, 1);
      ASSERT_EQ(sink.body, "body");
      if (sink.result.timing.connection_reused) ++reused;
    }
  }
  // Not exactly one round: when an answer comes at once, the next start finds its connection free.
  EXPECT_GE(reused, kTransfers / 2);
  EXPECT_EQ(server.connections() + reused, 2 * kTransfers);
}

TEST_F(CurlTransportTest, LetsASinkStartTheNextTransferFromOnClosed) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink sink;
  sink.when_closed = [&] {
    if (sink.closed_calls < 100) start(get(server.url()), sink);
  };
  start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls == 100; }));
  EXPECT_EQ(sink.body.size(), 100U);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_TRUE(std::is_sorted(sink.stamps.begin(), sink.stamps.end()));
}

TEST_F(CurlTransportTest, SkipsInterimAnswers) {
  ScriptedServer server({{Act::read_request(),
                          Act::send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                    "Retry-After: 9\r\n\r\n" +
                                    ok_response("x")),
                          Act::drain()}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  EXPECT_EQ(sink.head_calls, 1);
  EXPECT_EQ(sink.status, 200);
  EXPECT_EQ(sink.retry_after, "");
}

TEST_F(CurlTransportTest, EndsAnHttp10BodyAtTheClose) {
  ScriptedServer server({{Act::read_request(), Act::send("HTTP/1.0 200 OK\r\n\r\nall there is")}});
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  EXPECT_EQ(sink.body, "all there is");
}

TEST_F(CurlTransportTest, DoesNotFollowRedirects) {
  ScriptedServer server({{Act::read_request(),
                          Act::send("HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\n"
                                    "Content-Length: 0\r\n\r\n"),
                          Act::drain()}});
  RecordingSink sink;
  fetch(post(server.url(), "x"), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete);
  EXPECT_EQ(sink.status, 307);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CurlTransportTest, RefusesRequestsThatAreNoneAndStaysUsable) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  const core::HttpRequest rows[] = {
      get("not a url"),
      get("ftp://127.0.0.1/"),
      {"TRACE", server.url(), {}, {}},
      {"GET", server.url(), {{"X", "a\r\nb: c"}}, {}},
  };
  for (const core::HttpRequest& row : rows) {
    RecordingSink sink;
    const auto started = transport_->start(row, sink);
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, core::ErrorCode::kInvalidArgument);
    EXPECT_TRUE(sink.stamps.empty());
  }
  EXPECT_EQ(transport_->in_flight(), 0U);
  RecordingSink sink;
  fetch(get(server.url()), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete);
}

TEST_F(CurlTransportTest, MayBeDestroyedWithTransfersOpen) {
  ScriptedServer server({{Act::read_request(), Act::drain()}});
  RecordingSink sink;
  start(get(server.url()), sink);
  ASSERT_TRUE(turn_until([&] { return !server.requests().empty() || sink.sent_calls > 0; }));
  transport_.reset();
  EXPECT_EQ(sink.closed_calls, 0);
  reactor_->run_until(clock_.now());
}

TEST(LibraryVersions, NamesTheLibraries) {
  const std::string versions = library_versions();
  for (const char* name : {"libcurl/", "OpenSSL/", "libevent/"}) {
    EXPECT_THAT(versions, HasSubstr(name));
  }
}

}  // namespace
}  // namespace orbench::transport
