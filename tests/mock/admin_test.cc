#include "mock/admin.h"

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/clock.h"
#include "tests/mock/admin_client.h"

namespace orbench::mock {
namespace {

using core::Json;
using std::chrono::milliseconds;
using support::fetch;
using support::http_request;
using support::RawResponse;
using ::testing::HasSubstr;

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
