#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/mock/mock_fixture.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {
namespace {

using support::Ending;
using support::fetch;
using support::http_request;
using support::RawHttpClient;

/// The proof that a client did no harm: the next one is served.
void expect_still_serving(const Server& server) {
  EXPECT_EQ(fetch(server.port(), http_request("GET", "/api/v1/models")).status, 200);
}

/// Waits for the server's own thread to notice; the bound only keeps a failure from hanging.
void expect_nothing_in_flight(const Server& server) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (server.counters().in_flight > 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_EQ(server.counters().in_flight, 0U);
}

TEST(HostileClient, DisconnectMidStreamEndsTheStream) {
  const auto server = running_server(quick_config("", "", R"({"fixed_ms": 3600000})"));
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kStreamBody));
  ASSERT_EQ(client.read("\"content\":\"\""), Ending::kEnough) << "the stream has begun";
  EXPECT_EQ(server->counters().in_flight, 1U);
  client.close();
  expect_nothing_in_flight(*server);
  expect_still_serving(*server);
}

TEST(HostileClient, DisconnectWhileTheAnswerHangsFreesTheRequest) {
  const auto server = running_server(quick_config("", R"("hang")"));
  {
    const RawHttpClient client(server->port());
    client.send(http_request("POST", kChatPath, kPlainBody));
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (server->counters().in_flight == 0 && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    EXPECT_EQ(server->counters().in_flight, 1U);
  }
  expect_nothing_in_flight(*server);
}

TEST(HostileClient, HalfClosedConnectionDoesNoHarm) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kStreamBody));
  client.half_close();
  client.read();
  expect_nothing_in_flight(*server);
  expect_still_serving(*server);
}

TEST(HostileClient, BodyOverTheCapIsRefusedUnread) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  client.send(
      "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\nContent-Length: 104857600\r\n\r\n");
  client.read();
  EXPECT_EQ(client.received().substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(server->counters().accepted, 0U) << "no responder has seen it";
  expect_still_serving(*server);
}

TEST(HostileClient, BodyOfAHundredMegabytesIsNotTaken) {
  const auto server = running_server();
  const RawHttpClient client(server->port());
  client.send(
      "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\nContent-Length: 104857600\r\n\r\n");
  bool taken = true;
  const std::string block(1U << 20U, 'z');
  for (int megabytes = 0; megabytes < 100 && taken; ++megabytes) taken = client.send(block);
  EXPECT_FALSE(taken);
  EXPECT_EQ(server->counters().accepted, 0U);
  expect_still_serving(*server);
}

TEST(HostileClient, FloodDuringAStreamIsNotKeptInMemory) {
  const auto server = running_server(quick_config("", "", R"({"fixed_ms": 3600000})"));
  RawHttpClient client(server->port(), std::chrono::milliseconds(200));
  client.send(http_request("POST", kChatPath, kStreamBody));
  ASSERT_EQ(client.read("\"content\":\"\""), Ending::kEnough);
  bool taken = true;
  const std::string block(1U << 20U, 'z');
  for (int megabytes = 0; megabytes < 64 && taken; ++megabytes) taken = client.send(block);
  EXPECT_FALSE(taken);
  expect_still_serving(*server);
}

TEST(HostileClient, ChunkedBodyOverTheCapIsRefused) {
  const auto server = running_server(quick_config(R"("max_body_bytes": 2048)"));
  RawHttpClient client(server->port());
  client.send(
      "POST /api/v1/chat/completions HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send("1000\r\n" + std::string(4096, 'x') + "\r\n0\r\n\r\n");
  client.read();
  EXPECT_EQ(server->counters().accepted, 0U);
  expect_still_serving(*server);
}

TEST(HostileClient, BytesThatAreNoHttpAreTurnedAway) {
  const std::vector<std::string> cases = {
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
      "GET\r\n\r\n",
      "GET / HTTP/9.9.9\r\n\r\n",
      "BREW /pot HTTP/1.1\r\nHost: m\r\n\r\n",
      "GET /\x01\xff HTTP/1.1\r\n\r\n",
      "POST /api/v1/chat/completions HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST /api/v1/chat/completions HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "GET / HTTP/1.1\r\n: nameless\r\nno colon\r\n\r\n",
      "GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nX: " + std::string(200'000, 'a') + "\r\n\r\n",
      std::string(300'000, '\n')};
  const auto server = running_server();
  for (const std::string& bytes : cases) {
    RawHttpClient client(server->port());
    client.send(bytes);
    client.half_close();
    client.read();
    expect_still_serving(*server);
  }
}

TEST(HostileClient, BytesAfterAHangingRequestDoNoHarm) {
  const auto server = running_server(quick_config("", R"("hang")"));
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kPlainBody));
  client.send("GET /api/v1/models HTTP/1.1\r\nHost: m\r\n\r\n");
  client.send(std::string(10'000, 'z'));
  expect_still_serving(*server);
  client.close();
  expect_nothing_in_flight(*server);
}

TEST(HostileClient, FloodAfterAHangingRequestIsNotKeptInMemory) {
  const auto server = running_server(quick_config(R"("max_body_bytes": 4096)", R"("hang")"));
  const RawHttpClient client(server->port(), std::chrono::milliseconds(200));
  client.send(http_request("POST", kChatPath, kPlainBody));
  // The socket buffers of both ends take some megabytes; a server that reads on takes it all.
  bool taken = true;
  const std::string block(1U << 20U, 'z');
  for (int megabytes = 0; megabytes < 64 && taken; ++megabytes) taken = client.send(block);
  EXPECT_FALSE(taken);
  expect_still_serving(*server);
}

TEST(HostileClient, PipelinedRequestsAreAllAnsweredInOrder) {
  const auto server = running_server();
  RawHttpClient client(server->port());
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += "GET /api/v1/models/a/plain/endpoints HTTP/1.1\r\nHost: m\r\n\r\n";
  }
  client.send(requests + http_request("GET", "/api/v1/nothing"));
  EXPECT_EQ(client.read(), Ending::kClosed);
  std::size_t answers = 0;
  for (std::size_t at = 0; (at = client.received().find("HTTP/1.1 200", at)) != std::string::npos;
       ++at) {
    ++answers;
  }
  EXPECT_EQ(answers, 20U);
  EXPECT_GT(client.received().rfind("HTTP/1.1 404"), client.received().rfind("HTTP/1.1 200"));
}

TEST(HostileClient, RequestsCutAnywhereDoNoHarm) {
  const auto server = running_server();
  const std::string whole = http_request("POST", kChatPath, kStreamBody);
  for (std::size_t cut = 1; cut < whole.size(); cut += 3) {
    const RawHttpClient client(server->port());
    client.send(std::string_view(whole).substr(0, cut));
  }
  expect_still_serving(*server);
}

TEST(HostileClient, BodiesThatAreNoChatRequestGetABadRequest) {
  const std::vector<std::string> bodies = {"",
                                           "{",
                                           "null",
                                           "[]",
                                           "\xff\xfe",
                                           std::string(1'000'000, '['),
                                           "{\"messages\":" + std::string(1'000'000, '['),
                                           R"({"messages":"none"})",
                                           R"({"messages":[]})",
                                           R"({"messages":[1],"model":5})"};
  const auto server = running_server();
  for (const std::string& body : bodies) {
    const auto answer = fetch(server->port(), http_request("POST", kChatPath, body));
    EXPECT_EQ(answer.status, 400) << body.substr(0, 60);
    EXPECT_NE(answer.body.find(R"({"error":{"code":400,)"), std::string::npos);
  }
}

}  // namespace
}  // namespace orbench::mock
