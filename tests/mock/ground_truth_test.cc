#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "harness/core/clock.h"
#include "tests/mock/admin_client.h"

namespace orbench::mock {
namespace {

using core::Json;
using std::chrono::milliseconds;
using support::http_request;
using support::RawHttpClient;
using support::RawResponse;

std::size_t count(std::string_view text, std::string_view needle) {
  std::size_t found = 0;
  for (auto at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
    ++found;
  }
  return found;
}

TEST(GroundTruth, BracketsEachTokenBetweenRequestAndArrival) {
  constexpr milliseconds kGap{3};
  const core::MonotonicClock clock;
  const auto server = running_server(quick_config(kAdmin, "", R"({"fixed_ms": 3})"));
  const core::Duration asked = clock.now();
  const RawResponse answer = chat(*server, kStreamBody);
  const core::Duration received = clock.now();
  const RequestTruth truth = settled(*server, id_of(answer));
  EXPECT_LE(asked, truth.first_byte);
  EXPECT_LE(truth.first_byte, truth.read_whole);
  ASSERT_EQ(truth.tokens.size(), count(answer.body, R"("content":" )") + 1) << "one each";
  EXPECT_EQ(truth.tokens_seen, truth.tokens.size());
  core::Duration last = truth.read_whole;
  bool on_time = true;
  for (const TokenTruth& token : truth.tokens) {
    EXPECT_LE(token.due, token.before) << "never early";
    EXPECT_LE(last, token.before);
    EXPECT_LT(token.before, token.after);
    last = token.queued ? token.before : token.after;  // a queued pair may close after the next
    on_time = on_time && token.before - token.due < kGap;
  }
  for (std::size_t i = 1; i < truth.tokens.size(); ++i) {
    EXPECT_EQ(truth.tokens[i].due - truth.tokens[i - 1].due, kGap) << i;
    // A machine that stands still for a gap has two tokens to send at once.
    EXPECT_FALSE(on_time && truth.tokens[i].queued) << "an empty socket takes a token at once";
  }
  EXPECT_LE(last, received);
}

TEST(GroundTruth, BracketsThePlainBody) {
  const core::MonotonicClock clock;
  const auto server = running_server(quick_config(kAdmin));
  const RequestTruth truth = settled(*server, id_of(chat(*server, kPlainBody)));
  ASSERT_EQ(truth.tokens.size(), 1U);
  EXPECT_EQ(truth.tokens[0].part, Part::kBody);
  EXPECT_LE(truth.read_whole, truth.tokens[0].before);
  EXPECT_LT(truth.tokens[0].before, truth.tokens[0].after);
  EXPECT_LE(truth.tokens[0].after, clock.now());
}

TEST(GroundTruth, IsReadBackOverHttp) {
  const auto server = running_server(quick_config(kAdmin));
  const std::string first = id_of(chat(*server, kStreamBody));
  const std::string second = id_of(chat(*server, kStreamBody));
  ASSERT_NE(first, second);
  const Json truth = ask_json(*server, "/admin/truth/" + second);
  EXPECT_EQ(truth["generation_id"], second);
  EXPECT_EQ(truth["number"], 2);
  EXPECT_EQ(truth["over"], true);
  EXPECT_EQ(ask_json(*server, "/admin/truth/2"), truth);
  const RequestTruth direct = settled(*server, second);
  ASSERT_EQ(truth["tokens"].size(), direct.tokens.size());
  for (std::size_t i = 0; i < direct.tokens.size(); ++i) {
    const Json& token = truth["tokens"][i];
    EXPECT_EQ(token["part"], "content");
    EXPECT_EQ(token["due_ns"], direct.tokens[i].due.count());
    EXPECT_EQ(token["before_ns"], direct.tokens[i].before.count());
    EXPECT_EQ(token["after_ns"], direct.tokens[i].after.count());
  }
  const Json list = ask_json(*server, "/admin/truth?since=1");
  ASSERT_EQ(list["requests"].size(), 1U);
  EXPECT_EQ(list["requests"][0]["generation_id"], second);
  EXPECT_EQ(list["next_since"], 2);
  EXPECT_EQ(ask_json(*server, "/admin/truth")["requests"].size(), 2U);
  EXPECT_EQ(ask_json(*server, "/admin/truth?since=2")["requests"].size(), 0U);
}

TEST(GroundTruth, IsKeptOfRefusalsAndNotOfDiscovery) {
  const auto server = running_server(quick_config(kAdmin));
  ask(*server, "/api/v1/models");
  const RawResponse refused = chat(*server, R"({"model": "no/such"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(settled(*server, id_of(refused)).number, 1U);
}

TEST(GroundTruth, KeepsTheLatestOnly) {
  const auto server = running_server(
      quick_config(R"("ground_truth": {"enabled": true, "keep_requests": 2, "keep_tokens": 3})"));
  const std::string first = id_of(chat(*server, kStreamBody));
  chat(*server, kStreamBody);
  const std::string third = id_of(chat(*server, kStreamBody));
  EXPECT_FALSE(server->truth(first));
  const RequestTruth truth = settled(*server, third);
  EXPECT_EQ(truth.tokens.size(), 3U);
  EXPECT_GT(truth.tokens_seen, 3U);
  EXPECT_EQ(ask(*server, "/admin/truth").status, 404) << "kept for the owner, not for the network";
}

TEST(GroundTruth, NamesTheFirstByteOfASlowRequest) {
  const core::MonotonicClock clock;
  const auto server = running_server(quick_config(kAdmin));
  const RawHttpClient idle(server->port());
  RawHttpClient client(server->port());
  const std::string request = http_request("POST", kChatPath, kStreamBody);
  client.send(request.substr(0, 20));
  // Another request's whole answer lies between the halves of this one.
  chat(*server, kStreamBody);
  const core::Duration between = clock.now();
  client.send(request.substr(20));
  client.read("[DONE]");
  const auto truth = server->truth(id_in(client));
  ASSERT_TRUE(truth);
  EXPECT_LT(truth->first_byte, between);
  EXPECT_GT(truth->read_whole, between);
}

TEST(GroundTruth, ClosesThePairOfATokenThatHadToWait) {
  const auto server = running_server(quick_config(kAdmin));
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kPlainBody, "X-Mock-Fault: huge_line\r\n"));
  client.read("\r\n\r\n");
  EXPECT_GT(client.received().size() + client.drain(), std::size_t{100} << 20U);
  const RequestTruth truth = settled(*server, id_in(client));
  EXPECT_FALSE(truth.tokens.empty());
  for (const TokenTruth& token : truth.tokens) {
    EXPECT_LT(token.before, token.after);
  }
}

TEST(GroundTruth, SurvivesClientsThatLeave) {
  const auto server = running_server(quick_config(kAdmin, "", R"({"fixed_ms": 3600000})"));
  std::string id;
  {
    RawHttpClient client(server->port());
    client.send(http_request("POST", kChatPath, kStreamBody));
    client.read("\"content\":\"\"");
    id = id_in(client);
    ASSERT_TRUE(server->truth(id));
    EXPECT_FALSE(server->truth(id)->over);
  }
  for (int i = 0; i < 20; ++i) RawHttpClient(server->port()).send("P");
  while (!server->truth(id)->over) std::this_thread::yield();
  EXPECT_EQ(server->counters().in_flight, 0U);
}

}  // namespace
}  // namespace orbench::mock
