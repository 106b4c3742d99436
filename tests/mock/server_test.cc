#include "mock/server/server.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
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
using support::RawResponse;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

RawResponse chat(const Server& server, std::string_view body, std::string_view fault = {}) {
  const std::string header = fault.empty() ? "" : "X-Mock-Fault: " + std::string(fault) + "\r\n";
  return fetch(server.port(), http_request("POST", kChatPath, body, header));
}

TEST(MockServer, StreamsOverChunkedHttp) {
  const auto server = running_server();
  const RawResponse answer = chat(*server, kStreamBody);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-Generation-Id: gen-1700000000-"));
  EXPECT_THAT(answer.head, HasSubstr("cf-ray: "));
  EXPECT_TRUE(answer.complete);
  EXPECT_THAT(answer.body, StartsWith(": OPENROUTER PROCESSING\n\ndata: {"));
  EXPECT_THAT(answer.body, EndsWith("data: [DONE]\n\n"));
  EXPECT_EQ(answer.body, rendered_body(quick_service().answer(chat_request(kStreamBody))))
      << "the wire carries what the service said, byte for byte";
}

TEST(MockServer, AnswersPlainJsonWithItsLength) {
  const auto server = running_server();
  const RawResponse answer = chat(*server, kPlainBody);
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: "));
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.body, rendered_body(quick_service().answer(chat_request(kPlainBody))));
}

TEST(MockServer, KeepsTheConnectionForTheNextRequest) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  std::string request = http_request("POST", kChatPath, kStreamBody);
  request.erase(request.find("Connection: close\r\n"), 19);
  for (int i = 0; i < 3; ++i) {
    client.forget_received();
    client.send(request);
    ASSERT_EQ(client.read("\r\n0\r\n\r\n"), Ending::kEnough) << i;
  }
  EXPECT_EQ(server->counters().accepted, 3U);
}

TEST(MockServer, AnswersHeadWithoutABody) {
  const auto server = running_server();
  const RawResponse answer = fetch(server->port(), http_request("HEAD", "/api/v1/models"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Content-Length: "));
  EXPECT_EQ(answer.body, "");
}

TEST(MockServer, ServesHttp10ClientsWithoutChunks) {
  const auto server = running_server();
  std::string request = http_request("POST", kChatPath, kStreamBody);
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  const RawResponse answer = fetch(server->port(), request);
  EXPECT_EQ(answer.ending, Ending::kClosed);
  EXPECT_THAT(answer.head, Not(HasSubstr("chunked")));
  EXPECT_THAT(answer.body, StartsWith(": OPENROUTER PROCESSING\n\n"));
  EXPECT_THAT(answer.body, EndsWith("data: [DONE]\n\n"));
}

TEST(MockServer, DecodesThePath) {
  const auto server = running_server();
  const RawResponse answer =
      fetch(server->port(), http_request("GET", "/api/v1/models/%61/pl%61in/endpoints?x=%zz"));
  EXPECT_EQ(answer.status, 200);
}

TEST(MockServer, SendsEachTokenWhenItIsDue) {
  const auto server = running_server(quick_config("", "", R"({"fixed_ms": 20})"));
  const auto begin = std::chrono::steady_clock::now();
  const RawResponse answer = chat(*server, kStreamBody);
  EXPECT_TRUE(answer.complete);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(100)) << "five gaps of 20 ms";
}

TEST(MockServer, ServesManyStreamsAtOnce) {
  constexpr int kStreams = 200;
  const auto server = running_server(quick_config("", "", R"({"fixed_ms": 10})"));
  std::vector<RawHttpClient> clients;
  for (int i = 0; i < kStreams; ++i) {
    clients.emplace_back(server->port());
    ASSERT_TRUE(clients.back().connected());
    ASSERT_TRUE(clients.back().send(http_request("POST", kChatPath, kStreamBody)));
  }
  for (RawHttpClient& client : clients) {
    const Ending ending = client.read();
    const RawResponse answer = parse_response(client.received(), ending);
    ASSERT_TRUE(answer.complete);
    EXPECT_THAT(answer.body, EndsWith("data: [DONE]\n\n"));
  }
  EXPECT_EQ(server->counters().accepted, 200U);
  EXPECT_EQ(server->counters().in_flight, 0U);
}

TEST(MockServer, LivesBesideAnotherInTheSameProcess) {
  const auto first = running_server();
  const auto second = running_server();
  EXPECT_NE(first->port(), second->port());
  EXPECT_EQ(chat(*first, kStreamBody).body, chat(*second, kStreamBody).body);
}

TEST(MockServer, StopsWithStreamsOpen) {
  const auto server = running_server(quick_config("", "", R"({"fixed_ms": 3600000})"));
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kStreamBody));
  ASSERT_EQ(client.read("\"content\":\"\""), Ending::kEnough);
  server->stop();
  server->stop();
  SUCCEED() << "neither call hangs, and the destructor finds nothing left to do";
}

TEST(MockServer, CanBeDestroyedWithoutEverStarting) { EXPECT_TRUE(Server::create({})); }

TEST(MockServer, CanBeStoppedBeforeItRuns) {
  auto server = Server::create({});
  ASSERT_TRUE(server);
  (*server)->stop();
  (*server)->run_until_signal([] {});
  SUCCEED() << "the stop was not lost";
}

TEST(MockServer, CanBeToldToStopAsSoonAsItIsReady) {
  auto server = Server::create({});
  ASSERT_TRUE(server);
  (*server)->run_until_signal([] { raise(SIGTERM); });
  SUCCEED() << "the signal was taken";
}

TEST(MockServer, SaysThatAPortIsTaken) {
  const auto server = running_server();
  Options taken;
  taken.port = server->port();
  const auto second = Server::create(taken);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, core::ErrorCode::kIo);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
}

TEST(MockServer, RefusesToServeOtherMachines) {
  for (const char* address : {"0.0.0.0", "192.0.2.1", "::", "example.org", ""}) {
    Options foreign;
    foreign.address = address;
    const auto refused = Server::create(foreign);
    ASSERT_FALSE(refused) << address;
    EXPECT_THAT(refused.error().message, HasSubstr("loopback")) << address;
  }
}

TEST(MockServer, RefusesAnImpossiblePort) {
  Options impossible;
  impossible.port = 70'000;
  EXPECT_FALSE(Server::create(impossible));
}

TEST(MockServer, TakesSeedAndFaultsFromItsOptions) {
  Options options;
  options.seed = 99;
  options.faults = {"status_503"};
  auto server = Server::create(options);
  ASSERT_TRUE(server);
  (*server)->start();
  EXPECT_THAT((*server)->base_url(), ::testing::MatchesRegex("http://127.0.0.1:[0-9]+/api/v1"));
  EXPECT_EQ(chat(**server, R"({"model":"acme/swift-8b","messages":[{}]})").status, 503);
  options.faults = {"status_999"};
  EXPECT_FALSE(Server::create(options));
}

TEST(FaultOnTheWire, ResetIsARealReset) {
  const auto server = running_server();
  for (const std::string_view body : {kStreamBody, kPlainBody}) {
    const RawResponse answer = chat(*server, body, "reset_mid_stream");
    EXPECT_EQ(answer.ending, Ending::kReset);
    EXPECT_FALSE(answer.complete);
  }
}

TEST(FaultOnTheWire, TruncatedStreamEndsProperlyWithoutDone) {
  const auto server = running_server();
  const RawResponse stream = chat(*server, kStreamBody, "truncated");
  EXPECT_TRUE(stream.complete);
  EXPECT_THAT(stream.body, Not(HasSubstr("[DONE]")));
  const RawResponse plain = chat(*server, kPlainBody, "truncated");
  EXPECT_EQ(plain.ending, Ending::kClosed);
  EXPECT_FALSE(plain.complete);
  EXPECT_GT(plain.body.size(), 100U) << "half of it came";
}

TEST(FaultOnTheWire, ConnectionClosesWithoutAByte) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(
      http_request("POST", kChatPath, kStreamBody, "X-Mock-Fault: close_before_headers\r\n"));
  EXPECT_EQ(client.read(), Ending::kClosed);
  EXPECT_EQ(client.received(), "");
}

TEST(FaultOnTheWire, AnswerIsNoHttp) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kStreamBody, "X-Mock-Fault: not_http\r\n"));
  EXPECT_EQ(client.read(), Ending::kClosed);
  EXPECT_THAT(client.received(), Not(HasSubstr("HTTP/1.")));
  EXPECT_THAT(client.received(), HasSubstr("this is no HTTP"));
}

TEST(FaultOnTheWire, SilenceLastsUntilTheClientGivesUp) {
  const auto server = running_server();
  struct Row {
    const char* fault;
    const char* last_heard;  ///< empty: nothing at all
  };
  for (const Row& row : {Row{"hang", ""}, Row{"stall_mid_stream", "\"content\":\""},
                         Row{"done_then_open_socket", "data: [DONE]\n\n"}}) {
    RawHttpClient client(server->port());
    client.send(http_request("POST", kChatPath, kStreamBody,
                             "X-Mock-Fault: " + std::string(row.fault) + "\r\n"));
    if (row.last_heard[0] != '\0') {
      ASSERT_EQ(client.read(row.last_heard), Ending::kEnough) << row.fault;
    }
    client.set_timeout(milliseconds(100));
    EXPECT_EQ(client.read(), Ending::kSilent) << row.fault;
    EXPECT_FALSE(parse_response(client.received(), Ending::kSilent).complete) << row.fault;
  }
}

TEST(FaultOnTheWire, HugeLineArrivesWholeWithoutBeingHeld) {
  const auto server = running_server();
  for (const std::string_view body : {kStreamBody, kPlainBody}) {
    const RawHttpClient client(server->port());
    client.send(http_request("POST", kChatPath, body, "X-Mock-Fault: huge_line\r\n"));
    EXPECT_GT(client.drain(), std::size_t{100} << 20U);
  }
}

TEST(FaultOnTheWire, HugeLineWaitsForAClientThatDoesNotRead) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kStreamBody, "X-Mock-Fault: huge_line\r\n"));
  ASSERT_EQ(client.read("xxxx"), Ending::kEnough);
  EXPECT_EQ(chat(*server, kPlainBody).status, 200) << "others are served meanwhile";
  EXPECT_EQ(server->counters().in_flight, 1U);
}

TEST(FaultOnTheWire, EveryFaultLeavesTheServerServing) {
  const auto server = running_server();
  for (const FaultInfo& fault : list_faults()) {
    for (const std::string_view body : {kStreamBody, kPlainBody}) {
      RawHttpClient client(server->port(), milliseconds(50));
      client.send(http_request("POST", kChatPath, body,
                               "X-Mock-Fault: " + std::string(fault.name) + "\r\n"));
      client.read("[DONE]");
    }
    EXPECT_EQ(chat(*server, kPlainBody).status, 200) << fault.name;
  }
}

}  // namespace
}  // namespace orbench::mock
