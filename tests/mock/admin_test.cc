#include "mock/admin.h"

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"
#include "harness/core/json.h"
#include "tests/mock/mock_fixture.h"
#include "tests/support/raw_http_client.h"

namespace orbench::mock {
namespace {

using core::Json;
using std::chrono::milliseconds;
using support::fetch;
using support::http_request;
using support::RawHttpClient;
using support::RawResponse;
using ::testing::HasSubstr;

constexpr std::string_view kAdmin = R"("admin": true)";

RawResponse chat(const Server& server, std::string_view body, std::string_view headers = {}) {
  return fetch(server.port(), http_request("POST", kChatPath, body, headers));
}

RawResponse ask(const Server& server, std::string_view path) {
  return fetch(server.port(), http_request("GET", path));
}

Json ask_json(const Server& server, std::string_view path) {
  const RawResponse answer = ask(server, path);
  EXPECT_EQ(answer.status, 200) << path << ": " << answer.body;
  return Json::parse(answer.body, nullptr, false);
}

std::string id_of(const RawResponse& answer) {
  constexpr std::string_view kName = "X-Generation-Id: ";
  const auto at = answer.head.find(kName) + kName.size();
  return answer.head.substr(at, answer.head.find('\r', at) - at);
}

std::size_t count(std::string_view text, std::string_view needle) {
  std::size_t found = 0;
  for (auto at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
    ++found;
  }
  return found;
}

/// Waits for the serving thread to note what the client has already received.
RequestTruth settled(const Server& server, const std::string& id) {
  for (;;) {
    const auto truth = server.truth(id);
    if (!truth) {
      ADD_FAILURE() << "no record of " << id;
      return {};
    }
    const bool open = !truth->tokens.empty() && truth->tokens.back().after == core::Duration{};
    if (truth->over && !open) return *truth;
    std::this_thread::yield();
  }
}

TEST(Admin, IsNotThereUnlessEnabled) {
  const auto server = running_server();
  const std::string id = id_of(chat(*server, kStreamBody));
  for (const std::string& path :
       {"/admin/truth/" + id, std::string("/admin/truth"), std::string("/admin/counters")}) {
    EXPECT_EQ(ask(*server, path).status, 404) << path;
  }
  for (const char* path : {"/admin/reset", "/admin/stall"}) {
    EXPECT_EQ(fetch(server->port(), http_request("POST", path, R"({"ms": 1})")).status, 404);
  }
  EXPECT_FALSE(server->truth(id));
  EXPECT_FALSE(server->truth(1));
  EXPECT_EQ(server->truth_totals().requests, 0U);
}

TEST(Admin, OptionSwitchesItOn) {
  Options options;
  options.admin = true;
  const auto server = Server::create(options);
  ASSERT_TRUE(server);
  (*server)->start();
  EXPECT_TRUE(ask_json(**server, "/admin/counters").contains("ground_truth"));
}

TEST(Admin, RefusesWhatItDoesNotKnow) {
  const auto server = running_server(quick_config(kAdmin));
  struct Row {
    const char* sentence;
    const char* method;
    const char* path;
    std::string body;
    int status;
  };
  const Row rows[] = {
      {"an unknown operation", "GET", "/admin/", "", 404},
      {"an id never given", "GET", "/admin/truth/gen-0-x", "", 404},
      {"a number never given", "GET", "/admin/truth/99999999999999999999", "", 404},
      {"no id at all", "GET", "/admin/truth/", "", 404},
      {"a reset by GET", "GET", "/admin/reset", "", 405},
      {"a truth by POST", "POST", "/admin/truth", "", 405},
      {"a since that is no number", "GET", "/admin/truth?since=-1", "", 400},
      {"another query", "GET", "/admin/truth?from=1", "", 400},
      {"a stall without a length", "POST", "/admin/stall", "{}", 400},
      {"a stall of no length", "POST", "/admin/stall", R"({"ms": 0})", 400},
      {"a stall for ever", "POST", "/admin/stall", R"({"ms": 1e9})", 400},
      {"a stall with an unknown key", "POST", "/admin/stall", R"({"ms": 1, "after": 2})", 400},
      {"a stall that is no JSON", "POST", "/admin/stall", "now", 400},
      {"a deep stall", "POST", "/admin/stall", std::string(4000, '['), 400},
      {"a huge stall", "POST", "/admin/stall", std::string(100'000, ' '), 400},
  };
  for (const Row& row : rows) {
    const RawResponse answer = fetch(server->port(), http_request(row.method, row.path, row.body));
    EXPECT_EQ(answer.status, row.status) << row.sentence;
    EXPECT_THAT(answer.body, HasSubstr(R"("error")")) << row.sentence;
  }
  EXPECT_EQ(ask_json(*server, "/admin/counters")["stalls"], 0);
}

TEST(Admin, SaysThatNoTruthIsKept) {
  const auto server =
      running_server(quick_config(R"("admin": true, "ground_truth": {"enabled": false})"));
  const RawResponse answer = ask(*server, "/admin/truth");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("settings.ground_truth.enabled"));
}

TEST(GroundTruth, BracketsEachTokenBetweenRequestAndArrival) {
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
  for (const TokenTruth& token : truth.tokens) {
    EXPECT_LE(token.due, token.before) << "never early";
    EXPECT_LE(last, token.before);
    EXPECT_LT(token.before, token.after);
    last = token.after;
  }
  for (std::size_t i = 1; i < truth.tokens.size(); ++i) {
    EXPECT_EQ(truth.tokens[i].due - truth.tokens[i - 1].due, milliseconds(3)) << i;
    EXPECT_FALSE(truth.tokens[i].queued) << "an empty socket takes a token at once";
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
  const auto truth = server->truth(2);
  ASSERT_TRUE(truth);
  EXPECT_LT(truth->first_byte, between);
  EXPECT_GT(truth->read_whole, between);
}

TEST(GroundTruth, ClosesThePairOfATokenThatHadToWait) {
  const auto server = running_server(quick_config(kAdmin));
  RawHttpClient client(server->port());
  client.send(http_request("POST", kChatPath, kPlainBody, "X-Mock-Fault: huge_line\r\n"));
  EXPECT_GT(client.drain(), std::size_t{100} << 20U);
  const RequestTruth truth = settled(*server, server->truth(1)->generation_id);
  EXPECT_FALSE(truth.tokens.empty());
  for (const TokenTruth& token : truth.tokens) {
    EXPECT_LT(token.before, token.after);
  }
}

TEST(GroundTruth, SurvivesClientsThatLeave) {
  const auto server = running_server(quick_config(kAdmin, "", R"({"fixed_ms": 3600000})"));
  {
    RawHttpClient client(server->port());
    client.send(http_request("POST", kChatPath, kStreamBody));
    client.read("\"content\":\"\"");
    EXPECT_FALSE(server->truth(1)->over);
  }
  for (int i = 0; i < 20; ++i) RawHttpClient(server->port()).send("P");
  while (!server->truth(1)->over) std::this_thread::yield();
  EXPECT_EQ(server->counters().in_flight, 0U);
}

TEST(AdminReset, MakesTheNextRequestTheFirst) {
  const auto server = running_server(quick_config(kAdmin));
  const RawResponse first = chat(*server, kStreamBody);
  const RawResponse second = chat(*server, kStreamBody);
  EXPECT_NE(first.body, second.body);
  EXPECT_EQ(fetch(server->port(), http_request("POST", "/admin/reset")).status, 200);
  EXPECT_FALSE(server->truth(id_of(second)));
  const Json counters = ask_json(*server, "/admin/counters");
  EXPECT_EQ(counters["inference_requests"], 0);
  EXPECT_EQ(counters["ground_truth"]["tokens"], 0);
  EXPECT_EQ(chat(*server, kStreamBody).body, first.body);
}

TEST(AdminCounters, AddUp) {
  const auto server = running_server(quick_config(kAdmin));
  const RawResponse answer = chat(*server, kStreamBody);
  ask(*server, "/api/v1/models");
  const Json counters = ask_json(*server, "/admin/counters");
  EXPECT_EQ(counters["accepted"], 3);
  EXPECT_EQ(counters["inference_requests"], 1);
  const Json& truth = counters["ground_truth"];
  EXPECT_EQ(truth["requests"], 1);
  EXPECT_EQ(truth["tokens"], settled(*server, id_of(answer)).tokens.size());
  EXPECT_LE(truth["late_mean_ns"], truth["late_max_ns"]);
  EXPECT_GE(truth["late_mean_ns"], 0);
}

TEST(AdminStall, FreezesEveryAnswer) {
  const core::MonotonicClock clock;
  const auto server = running_server(quick_config(kAdmin));
  const core::Duration begin = clock.now();
  ASSERT_EQ(fetch(server->port(), http_request("POST", "/admin/stall", R"({"ms": 200})")).status,
            200);
  EXPECT_EQ(chat(*server, kStreamBody).status, 200);
  EXPECT_GE(clock.now() - begin, milliseconds(200)) << "this answer had to wait as well";
  EXPECT_EQ(ask_json(*server, "/admin/counters")["stalls"], 1);
}

TEST(AdminStall, BeginsWhenAsked) {
  const core::MonotonicClock clock;
  const auto server = running_server(quick_config(kAdmin));
  const core::Duration begin = clock.now();
  server->stall(milliseconds(50), milliseconds(100));
  while (ask_json(*server, "/admin/counters")["stalls"] == 0) std::this_thread::yield();
  EXPECT_GE(clock.now() - begin, milliseconds(150)) << "seen when the freeze is over";
}

}  // namespace
}  // namespace orbench::mock
