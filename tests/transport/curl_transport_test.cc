#include <algorithm>
#include <array>
#include <deque>

#include <gmock/gmock.h>

#include "tests/transport/transport_fixture.h"

namespace orbench::transport {
namespace {

using testing::Act;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::ScriptedServer;
using ::testing::StartsWith;

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

TEST_F(CurlTransportTest, SendsTheRequestAsGiven) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink sink;
  core::HttpRequest request = post(server.url() + "api/v1/chat?a=b", R"({"model":"m"})");
  request.headers.push_back({"X-Title", "t"});
  fetch(request, sink);
  ASSERT_EQ(server.requests().size(), 1U);
  const std::string sent = server.requests()[0];
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  EXPECT_THAT(sent, MatchesRegex("POST /api/v1/chat\\?a=b HTTP/1\\.1\r\n"
                                 "Host: " +
                                 host +
                                 "\r\n"
                                 "Content-Type: application/json\r\n"
                                 "X-Title: t\r\n"
                                 "Accept: \\*/\\*\r\n"
                                 "User-Agent: orbench/[0-9.]+ HTTP/1\\.1\r\n"
                                 "Content-Length: 13\r\n"
                                 "\r\n"
                                 "\\{\"model\":\"m\"\\}"));
}

TEST_F(CurlTransportTest, SendsTheUserAgentThatTheRequestNames) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  for (const char* name : {"me", "you/2 (them)"}) {
    RecordingSink sink;
    fetch({"GET", server.url(), {{"User-Agent", name}}, {}}, sink);
    RecordingSink other;
    fetch(get(server.url()), other);
    ASSERT_EQ(other.result.end, TransferEnd::kComplete) << other.result.error;
    const auto sent = server.requests();
    const std::string& named = sent[sent.size() - 2];
    EXPECT_THAT(named, StartsWith("GET / HTTP/1.1\r\nHost: "));
    EXPECT_THAT(named, HasSubstr("\r\nUser-Agent: " + std::string(name) + "\r\n"));
    EXPECT_THAT(named, Not(HasSubstr("orbench")));
    EXPECT_THAT(sent.back(), HasSubstr("\r\nUser-Agent: orbench/"));
    EXPECT_THAT(sent.back(), Not(HasSubstr(name)));
  }
}

TEST_F(CurlTransportTest, CarriesNothingOfOneRequestOverToTheNext) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  const std::string url = server.url();
  const core::HttpRequest rows[] = {
      post(url, "one"),        {"GET", url + "get", {}, {}}, {"PATCH", url, {{"X-A", "1"}}, "two"},
      {"DELETE", url, {}, {}}, {"DELETE", url, {}, "three"}, {"POST", url, {}, {}},
      {"GET", url, {}, {}},
  };
  for (const core::HttpRequest& row : rows) {
    SCOPED_TRACE(row.method + " " + row.body);
    RecordingSink sink;
    fetch(row, sink);
    ASSERT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
    const std::string sent = server.requests().back();
    EXPECT_THAT(sent, StartsWith(row.method + " " + row.url.substr(url.size() - 1) + " HTTP/1.1"));
    EXPECT_EQ(sent.substr(sent.find("\r\n\r\n") + 4), row.body);
    EXPECT_EQ(sent.find("X-A: 1") != std::string::npos,
              !row.headers.empty() && row.method == "PATCH");
    EXPECT_EQ(sent.find("Content-Type") != std::string::npos,
              !row.headers.empty() && row.method == "POST");
    EXPECT_EQ(sent.find("Content-Length") != std::string::npos,
              !row.body.empty() || row.method == "POST");
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlTransportTest, UploadsALargeBodyWithoutAskingFirst) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  std::string body(8U << 20U, 'a');
  body.front() = '<';
  body.back() = '>';
  RecordingSink sink;
  fetch(post(server.url(), body), sink);
  EXPECT_EQ(sink.result.end, TransferEnd::kComplete) << sink.result.error;
  const std::string sent = server.requests()[0];
  EXPECT_THAT(sent.substr(0, 500), Not(HasSubstr("Expect")));
  EXPECT_TRUE(sent.ends_with(body));
}

TEST_F(CurlTransportTest, CopiesTheRequest) {
  ScriptedServer server({keep_alive(ok_response("x"))});
  RecordingSink sink;
  {
    core::HttpRequest request = post(server.url(), std::string(100'000, 'b'));
    start(request, sink);
    std::fill(request.body.begin(), request.body.end(), 'z');
  }
  ASSERT_TRUE(turn_until([&] { return sink.closed_calls > 0; }));
  EXPECT_TRUE(server.requests()[0].ends_with(std::string(100'000, 'b')));
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
