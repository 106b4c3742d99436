#include <string>

#include <gmock/gmock.h>

#include "tests/transport/transport_fixture.h"

// What of a request is on the wire.
namespace orbench::transport {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::ScriptedServer;
using ::testing::StartsWith;

using SentRequestTest = TransportTest;

TEST_F(SentRequestTest, SendsTheRequestAsGiven) {
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

TEST_F(SentRequestTest, SendsTheUserAgentThatTheRequestNames) {
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

TEST_F(SentRequestTest, CarriesNothingOfOneRequestOverToTheNext) {
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

TEST_F(SentRequestTest, UploadsALargeBodyWithoutAskingFirst) {
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

TEST_F(SentRequestTest, CopiesTheRequest) {
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

}  // namespace
}  // namespace orbench::transport
