// Clients that break or bend HTTP itself, or hold on to the server.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/mock/mock_fixture.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {
namespace {

using std::chrono::milliseconds;
using support::Ending;
using support::fetch;
using support::http_request;
using support::parse_response;
using support::RawHttpClient;

constexpr std::string_view kQuickTimeout = R"("request_timeout_ms": 50)";
constexpr std::string_view kChunkedHead =
    "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n";

void expect_still_serving(const Server& server) {
  EXPECT_EQ(fetch(server.port(), http_request("GET", "/api/v1/models")).status, 200);
}

/// Sends `drop` again and again, a little apart, until the server has had enough.
std::string drip(const Server& server, std::string_view beginning, std::string_view drop) {
  RawHttpClient client(server.port());
  client.send(beginning);
  client.set_timeout(milliseconds(2));
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < give_up) {
    client.send(drop);
    if (client.read() != Ending::kSilent) return client.received();
  }
  ADD_FAILURE() << "dripped for a minute";
  return {};
}

TEST(SlowClient, IsToldOffHoweverSteadilyItDrips) {
  const auto server = running_server(quick_config(kQuickTimeout));
  const std::string head = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"G", "E"},
      {head, "X-Drop: 1\r\n"},
      {head + "Content-Length: 1000000\r\n\r\n", "z"},
      {std::string(kChunkedHead), "1\r\nz\r\n"},
      {std::string(kChunkedHead), "\r\n"},
      {std::string(kChunkedHead) + "1", "1"},
      {std::string(kChunkedHead) + "0\r\n", "X-Trailer: 1\r\n"}};
  for (const auto& [beginning, drop] : cases) {
    const std::string received = drip(*server, beginning, drop);
    const auto answer = parse_response(received, Ending::kClosed);
    EXPECT_TRUE(answer.status == 408 || answer.status == 400) << beginning << received;
    if (answer.status != 408) continue;  // a line that cannot become right is refused at once
    EXPECT_TRUE(answer.complete) << received;
    EXPECT_NE(answer.body.find(R"({"error":{"code":408,)"), std::string::npos);
  }
  EXPECT_EQ(server->counters().accepted, 0U);
  expect_still_serving(*server);
}

TEST(SlowClient, MayRestBetweenRequestsAndBeforeTheFirst) {
  const auto server = running_server(quick_config(kQuickTimeout));
  const std::string request = "GET /api/v1/providers HTTP/1.1\r\nHost: m\r\n\r\n";
  RawHttpClient fresh(server->port());
  RawHttpClient used(server->port());
  used.send(request);
  ASSERT_EQ(used.read("}]}"), Ending::kEnough);
  used.forget_received();
  drip(*server, "G", "E");  // longer than the timeout
  for (RawHttpClient* client : {&fresh, &used}) {
    client->send(request);
    EXPECT_EQ(client->read("}]}"), Ending::kEnough);
    EXPECT_EQ(client->received().substr(0, 12), "HTTP/1.1 200");
  }
}

TEST(SlowClient, AnswersMayTakeLongerThanRequests) {
  const auto server = running_server(quick_config(kQuickTimeout, "", R"({"fixed_ms": 40})"));
  RawHttpClient client(server->port());
  // The second request comes, unfinished, while the first is answered.
  client.send(http_request("POST", kChatPath, kStreamBody, "Connection: keep-alive\r\n"));
  client.send("GET /api/v1/models HT");
  EXPECT_EQ(client.read("[DONE]"), Ending::kEnough);
}

TEST(SlowClient, UnfinishedRequestBehindAnAnswerHasItsDeadlineToo) {
  const auto server = running_server(quick_config(kQuickTimeout));
  RawHttpClient client(server->port());
  client.send("GET /api/v1/providers HTTP/1.1\r\nHost: m\r\n\r\nGET /api/v1/models HT");
  EXPECT_EQ(client.read(), Ending::kClosed);
  EXPECT_NE(client.received().find("HTTP/1.1 408"), std::string::npos);
}

void expect_error_envelope(const std::string& received, const char* what) {
  const auto answer = parse_response(received, Ending::kClosed);
  EXPECT_EQ(answer.body.rfind("{\"error\":{\"code\":" + std::to_string(answer.status) + ",", 0), 0U)
      << what << ": " << received;
  EXPECT_NE(answer.head.find("Content-Type: application/json\r\n"), std::string::npos) << what;
  EXPECT_EQ(answer.head.find("X-Generation-Id"), std::string::npos) << what;
}

TEST(BentHttp, IsRefusedWithAFourHundred) {
  const std::string post = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n";
  const std::string long_text(200'000, 'a');
  struct Case {
    const char* what;
    std::string bytes;
    std::string_view status;
  };
  const std::vector<Case> cases = {
      {"no Host", "GET /api/v1/models HTTP/1.1\r\n\r\n", "400"},
      {"length and chunks", chunked + "Content-Length: 3\r\n\r\n0\r\n\r\n", "400"},
      {"chunks and length",
       post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", "400"},
      {"another coding", post + "Transfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "400"},
      {"two codings", chunked + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n", "400"},
      {"negative length", post + "Content-Length: -5\r\n\r\n", "400"},
      {"length beyond numbers", post + "Content-Length: 99999999999999999999\r\n\r\n", "4"},
      {"length of letters", post + "Content-Length: many\r\n\r\n", "400"},
      {"chunk of letters", chunked + "\r\nxyz\r\n", "4"},
      {"negative chunk", chunked + "\r\n-1\r\n", "4"},
      {"chunk beyond numbers", chunked + "\r\nffffffffffffffffffff\r\n", "4"},
      {"chunk over the cap", chunked + "\r\n7fffffffffffffff\r\n", "413"},
      {"body over the cap", post + "Content-Length: 104857600\r\n\r\n", "413"},
      {"long header", post + "X: " + long_text + "\r\n\r\n", "4"},
      {"long path", "GET /" + long_text + " HTTP/1.1\r\nHost: m\r\n\r\n", "4"},
      {"header without a name", "GET / HTTP/1.1\r\n: nameless\r\n\r\n", "400"},
      {"header without a colon", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "400"},
      {"no version", "GET /\r\n\r\n", "400"},
      {"version of another age", "GET / HTTP/9.9.9\r\n\r\n", "400"},
      {"bytes in the path", "GET /\x01\xff HTTP/1.1\r\nHost: m\r\n\r\n", "4"},
      {"NUL in the path", std::string("GET /a\0b HTTP/1.1\r\nHost: m\r\n\r\n", 31), "4"},
      {"NUL in the path, encoded", "GET /api/v1/models%00 HTTP/1.1\r\nHost: m\r\n\r\n", "404"},
      {"no method", " / HTTP/1.1\r\nHost: m\r\n\r\n", "4"}};
  const auto server = running_server();
  for (const Case& one : cases) {
    RawHttpClient client(server->port());
    client.send(one.bytes);
    client.half_close();
    client.read();
    const std::string& received = client.received();
    EXPECT_EQ(received.rfind("HTTP/1.1 " + std::string(one.status), 0), 0U)
        << one.what << ": " << received.substr(0, 200);
    expect_error_envelope(received, one.what);
  }
  expect_still_serving(*server);
}

TEST(BentHttp, IsRefusedInTheErrorEnvelopeWhateverCameBefore) {
  const std::string post = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\n";
  struct Case {
    const char* what;
    std::string bytes;
    int status;
  };
  const std::vector<Case> cases = {
      {"a method that nobody has", "BREW / HTTP/1.1\r\nHost: m\r\n\r\n", 0},
      {"a method that is not taken", "TRACE / HTTP/1.1\r\nHost: m\r\n\r\n", 501},
      {"an expectation", post + "Content-Length: 2\r\nExpect: 200-ok\r\n\r\n{}", 417},
      {"a body over the cap, announced",
       post + "Content-Length: 104857600\r\nExpect: 100-continue\r\n\r\n", 413},
      {"rubbish that was waited for",
       post + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\nxyz\r\n", 0},
      {"rubbish behind a request", "GET /api/v1/models HTTP/1.1\r\nHost: m\r\n\r\nrubbish\r\n\r\n",
       400}};
  const auto server = running_server();
  for (const Case& one : cases) {
    RawHttpClient client(server->port());
    client.send(one.bytes);
    EXPECT_EQ(client.read(), Ending::kClosed) << one.what;
    const std::size_t last = client.received().rfind("HTTP/1.1 ");
    ASSERT_NE(last, std::string::npos) << one.what;
    const auto answer = parse_response(client.received().substr(last), Ending::kClosed);
    if (one.status != 0) {
      EXPECT_EQ(answer.status, one.status) << one.what;
    }
    EXPECT_TRUE(answer.complete) << client.received();
    expect_error_envelope(client.received().substr(last), one.what);
  }
  expect_still_serving(*server);
}

TEST(BentHttp, NothingIsReadAfterARequestThatTwoServersMayReadTwoWays) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(std::string(kChunkedHead.substr(0, kChunkedHead.size() - 2)) +
              "Content-Length: 4\r\n\r\n0\r\n\r\nGET /api/v1/models HTTP/1.1\r\nHost: m\r\n\r\n");
  EXPECT_EQ(client.read(), Ending::kClosed);
  EXPECT_EQ(client.received().substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(client.received().find("HTTP/1.1 200"), std::string::npos);
}

TEST(BentHttp, EndlessLineIsNotKeptInMemory) {
  const auto server = running_server();
  const std::string block(1U << 20U, '1');
  for (const std::string_view head : {kChunkedHead, std::string_view("GET /")}) {
    const RawHttpClient client(server->port(), milliseconds(200));
    client.send(head);
    bool taken = true;
    for (int megabytes = 0; megabytes < 64 && taken; ++megabytes) taken = client.send(block);
    EXPECT_FALSE(taken) << head;
  }
  expect_still_serving(*server);
}

std::size_t resident_bytes() {
  std::size_t pages = 0;
  std::ifstream statm("/proc/self/statm");
  statm >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// Sets how many files may be open, and puts it back.
class OpenFilesLimit {
 public:
  explicit OpenFilesLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit changed{std::min(most, before_.rlim_max), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &changed);
  }
  OpenFilesLimit(const OpenFilesLimit&) = delete;
  OpenFilesLimit& operator=(const OpenFilesLimit&) = delete;
  ~OpenFilesLimit() { put_back(); }
  void put_back() const { ::setrlimit(RLIMIT_NOFILE, &before_); }
  [[nodiscard]] static rlim_t highest() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max;
  }

 private:
  rlimit before_{};
};

TEST(IdleConnections, FiveThousandCostLittleAndDoNoHarm) {
  constexpr std::size_t kConnections = 5000;
  constexpr std::size_t kBytesEach = 24U << 10U;  // both ends, in a build that checks memory
  const OpenFilesLimit limit(RLIM_INFINITY);
  if (OpenFilesLimit::highest() < 2 * kConnections + 500) {
    GTEST_SKIP() << "the system allows " << OpenFilesLimit::highest() << " open files";
  }
  const auto server = running_server();
  expect_still_serving(*server);
  const std::size_t before = resident_bytes();
  std::vector<RawHttpClient> idle;
  idle.reserve(kConnections);
  for (std::size_t i = 0; i < kConnections; ++i) {
    idle.emplace_back(server->port());
    if (i % 2 == 0) idle.back().send("GET /api/v1/providers HT");
  }
  expect_still_serving(*server);  // accepted after all of them
  EXPECT_LT(resident_bytes() - before, kConnections * kBytesEach);
  idle.front().send("TP/1.1\r\nHost: m\r\n\r\n");
  EXPECT_EQ(idle.front().read("}]}"), Ending::kEnough);
}

TEST(IdleConnections, BeyondTheOpenFilesWaitUntilSomeAreFree) {
  const auto server = running_server(quick_config(kQuickTimeout));
  expect_still_serving(*server);
  std::vector<RawHttpClient> clients;
  {
    const OpenFilesLimit limit(open_files() + 20);
    for (int i = 0; i < 40; ++i) clients.emplace_back(server->port());
  }
  int answered = 0;
  int connected = 0;
  for (RawHttpClient& client : clients) {
    if (!client.connected()) continue;
    ++connected;
    client.send("GET /api/v1/providers HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n");
    answered += client.read() == Ending::kClosed && client.received().size() > 100 ? 1 : 0;
  }
  EXPECT_GT(connected, 0);
  EXPECT_EQ(answered, connected);
}

}  // namespace
}  // namespace orbench::mock
