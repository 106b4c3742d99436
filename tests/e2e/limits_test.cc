#include <csignal>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

/// Searches for limits of the mock that are small enough to be found in a few seconds.
class LimitSearch : public Orbench {
 protected:
  /// A scenario of one search, and a mock whose one limit is this.
  void prepare(const std::string& limit, const std::string& terms, const std::string& checks) {
    json catalog = json::parse(fast_catalog());
    catalog["limits"] = json::array({json::parse(limit)});
    write("limited.json", catalog.dump());
    json scenario =
        json::parse(Orbench::scenario(R"({"search":{"for":"rate_limit",)" + terms + "}}"));
    scenario["target"]["mock"]["config"] = "limited.json";
    scenario["checks"] = json::parse(checks);
    write("s.json", scenario.dump());
  }
  support::ProcessResult search() { return run("r", {path("s.json")}); }
  /// Again, twice at most, where the summary does not hold this and the run failed: a machine that
  /// stands still for half a second lets a limit fill up in between.
  support::ProcessResult search(const std::string& wanted) {
    support::ProcessResult done = search();
    for (int again = 0; again < 2; ++again) {
      if (done.exit_code == 0 && read("r/summary.json").find(wanted) != std::string::npos) break;
      std::filesystem::remove_all(path("r"));
      done = search();
    }
    return done;
  }
};

TEST_F(LimitSearch, FindsABucketAndTellsItAgainFromTheFolder) {
  prepare(R"({"name":"limit_rps","bucket":{"per_second":50,"burst":25}})",
          R"("from":50,"to":3000,"grid_s":0.5)",
          R"([{"rate_limit":{"expect_rps":50,"tolerance":"25%","owner":"platform"}}])");
  const auto done = search(R"("status": "found")");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  ASSERT_EQ(result["searches"].size(), 1U);
  const json& found = result["searches"][0];
  EXPECT_EQ(found["for"], "rate_limit");
  EXPECT_EQ(found["status"], "found") << found.dump(2);
  EXPECT_EQ(found["owner"], "platform");
  EXPECT_GT(found["refused"], 0);
  EXPECT_EQ(found["requests"], result["totals"]["sent"]);
  EXPECT_EQ(found["refused"], result["totals"]["outcomes"]["rate_limited"]);
  expect_counters_add_up(result, samples("r"));
  EXPECT_THAT(done.out, HasSubstr("Search for rate_limit"));
  EXPECT_THAT(done.out, HasSubstr("a bucket of"));

  const auto again = orbench({"report", path("r")});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("a bucket of"));
}

TEST_F(LimitSearch, CountsAWindowExactly) {
  // Of a minute, most of which is skipped: in a window of a few seconds a busy machine, whose
  // replies take one, cannot be told from a limit.
  prepare(R"({"name":"limit_rpm","window":{"amount":60,"length_s":60}})",
          R"("from":30,"to":800,"step_clock":true)",
          R"([{"rate_limit":{"model":"fixed window","headers_true":true}}])");
  const auto done = search("60 requests in a window of 60 s");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json found = summary("r")["searches"][0];
  EXPECT_EQ(found["status"], "found") << found.dump(2);
  EXPECT_EQ(found["figures"][0]["name"], "amount");
  EXPECT_EQ(found["figures"][0]["value"], 60);
}

TEST_F(LimitSearch, FindsTheDayOfAFreeModelByTheSteppedClock) {
  json catalog = json::parse(fast_catalog());
  catalog["models"][0]["id"] = "a/fast:free";
  catalog["endpoints"][0]["model"] = "a/fast:free";
  catalog["account"] = {{"credits_usd", 9}, {"free_model_limits", true}};
  write("limited.json", catalog.dump());
  json scenario = json::parse(
      Orbench::scenario(R"({"search":{"for":"rate_limit","from":16,"to":800,"step_clock":true}})"));
  scenario["target"]["mock"]["config"] = "limited.json";
  scenario["workloads"][0]["request"]["model"] = "a/fast:free";
  write("s.json", scenario.dump());
  const std::string wanted = "20 requests in a window of 60 s, and 50 in one of 86400 s";
  const auto done = search(wanted);
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json found = summary("r")["searches"][0];
  EXPECT_EQ(found["headline"], wanted) << found.dump(2);
  EXPECT_EQ(found["status"], "found");
  EXPECT_LT(found["seconds"], 60) << "a minute and a day were skipped";
}

TEST_F(LimitSearch, StepsNoClockButTheMocks) {
  prepare(R"({"name":"limit_rps","bucket":{"per_second":50,"burst":10}})",
          R"("from":1,"step_clock":true)", "[]");
  json scenario = json::parse(read("s.json"));
  scenario["target"] = json::parse(R"({"base_url":"http://127.0.0.1:9/api/v1"})");
  write("s.json", scenario.dump());
  const auto refused = search();
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_THAT(refused.err, HasSubstr("step_clock"));
}

TEST_F(LimitSearch, TellsTokensFromRequests) {
  prepare(R"({"name":"limit_tps","of":"tokens","bucket":{"per_second":4000,"burst":3000}})",
          R"("from":50,"to":3000,"grid_s":0.5,"heavier":{"max_tokens":120})",
          R"([{"rate_limit":{"counts":"tokens"}}])");
  json catalog = json::parse(read("limited.json"));
  catalog["models"][0]["completion_tokens"]["median"] = 400;
  write("limited.json", catalog.dump());
  json scenario = json::parse(read("s.json"));
  scenario["workloads"][0]["request"]["max_tokens"] = 20;
  write("s.json", scenario.dump());
  const auto done = search("limits tokens");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  const json found = result["searches"][0];
  EXPECT_EQ(found["counts"], "tokens") << found.dump(2);
  ASSERT_EQ(result["cells"].size(), 2U);
  EXPECT_EQ(result["cells"][1]["labels"]["search_request"], "heavier");
  EXPECT_GT(result["cells"][1]["requests"]["sent"], 0);
  EXPECT_EQ(found["requests"], result["totals"]["sent"]);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(LimitSearch, SaysWhereItIsWhileItRuns) {
  prepare(R"({"name":"limit_rps","bucket":{"per_second":100,"burst":20}})",
          R"("from":20,"to":800,"grid_s":0.5)", "[]");
  const auto done = orbench({"run", path("s.json"), "--out", path("r"), "--progress", "json"});
  EXPECT_THAT(done.err, HasSubstr(R"("search":"ramp at )"));
  EXPECT_THAT(done.err, HasSubstr(R"( refused")"));
}

TEST_F(LimitSearch, IsNoFailureWhereEverythingWasRefused) {
  // The day's window is empty by design of the test: it holds one request, and the search says
  // when it would open again.
  prepare(R"({"name":"limit_day","window":{"amount":1,"length_s":86400}})",
          R"("from":8,"to":800,"grid_s":0)", "[]");
  const auto done = search();
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json found = summary("r")["searches"][0];
  EXPECT_EQ(found["status"], "undecided");
  EXPECT_THAT(found["headline"].get<std::string>(), HasSubstr("declared, not verified"));
}

TEST_F(LimitSearch, StopsAtTheEdge) {
  prepare(R"({"name":"edge","owner":"edge","bucket":{"per_second":1,"burst":40}})",
          R"("from":40,"to":800,"grid_s":0)", "[]");
  const auto done = search();
  const json found = summary("r")["searches"][0];
  EXPECT_EQ(found["owner"], "edge") << found.dump(2);
  EXPECT_EQ(found["status"], "undecided");
  EXPECT_THAT(found["headline"].get<std::string>(), HasSubstr("stopped"));
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
}

TEST_F(LimitSearch, KeepsWhatItKnewWhenInterrupted) {
  prepare(R"({"name":"limit_rpm","window":{"amount":1000000,"length_s":60}})",
          R"("from":1,"to":20000,"grid_s":60)", "[]");
  support::ChildProcess child(
      {ORBENCH_BINARY, "run", path("s.json"), "--out", path("r"), "--progress", "json"});
  ASSERT_TRUE(child.wait_for_err("\"ended\":1,"));
  child.signal(SIGINT);
  const auto done = child.wait();
  EXPECT_EQ(done.exit_code, 130) << done.err;
  const json found = summary("r")["searches"][0];
  EXPECT_EQ(found["status"], "interrupted");
  EXPECT_GE(found["requests"], 1);
  EXPECT_EQ(orbench({"report", path("r")}).exit_code, 130);
}

TEST_F(LimitSearch, HoldsARateJustUnderALimit) {
  prepare(R"({"name":"limit_rps","bucket":{"per_second":50,"burst":10}})", R"("from":1)", "[]");
  json scenario = json::parse(read("s.json"));
  scenario["workloads"][0]["load"] =
      json::parse(R"({"arrivals":"constant","rate_rps":40,"requests":60})");
  scenario["checks"] = json::parse(R"([{"threshold":"errors.rate_limited.count == 0"}])");
  write("s.json", scenario.dump());
  const auto done = search();
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
}

}  // namespace
}  // namespace orbench::e2e
