// Loads, conversations, retries, cancellation and the budget, through the real binary.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class Load : public Orbench {
 protected:
  static std::string shipped(const std::string& name) {
    return std::string(ORBENCH_SOURCE_DIR) + "/scenarios/" + name;
  }
};

std::map<std::string, int> outcomes_of(const std::vector<json>& samples) {
  std::map<std::string, int> outcomes;
  for (const json& sample : samples) ++outcomes[sample["outcome"]];
  return outcomes;
}

TEST_F(Load, RunsEveryShippedShape) {
  for (const char* const name : {"constant", "poisson", "ramp", "spike", "replay"}) {
    const std::string file = std::string("load/") + name + ".json";
    std::vector<std::string> arguments = {shipped(file), "--max-requests", "25", "--set",
                                          "workloads.0.load.warmup_s=0"};
    const auto done = run(name, arguments);
    EXPECT_THAT(done.exit_code, testing::AnyOf(0, 1)) << name << done.err;
    const json result = summary(name);
    EXPECT_EQ(result["totals"]["outcomes"].value("ok", 0) +
                  result["totals"]["outcomes"].value("not_sent", 0),
              result["totals"]["offered"].get<int>())
        << name;
    expect_counters_add_up(result, samples(name));
  }
}

TEST_F(Load, ReplaysTheInstantsOfAFileBesideTheScenario) {
  write("trace/at.txt", "10\n10.05\n10.2\n10.2\n");
  const std::string file = write(
      "trace/s.json",
      R"({"name":"t","target":{"mock":{"config":"../fast.json"}},"workloads":[{"name":"w",)"
      R"("endpoint":"chat","request":{"model":"a/fast","messages":[{"role":"user","content":"x"}]},)"
      R"("load":{"arrivals":"replay","file":"at.txt","speed":2,"requests":10}}]})");
  ASSERT_EQ(run("r", {file}).exit_code, 0);
  std::multiset<double> starts;
  for (const json& sample : samples("r")) starts.insert(sample["intended_us"].get<double>());
  EXPECT_EQ(starts, (std::multiset<double>{0, 25'000, 100'000, 100'000}));
}

TEST_F(Load, SharesOneLoadByWeight) {
  const std::string file =
      write("s.json", R"({"name":"t","seed":3,"target":{"mock":{"config":"fast.json"}},)"
                      R"("load":{"arrivals":"constant","rate_rps":400,"requests":80},"workloads":[)"
                      R"({"name":"a","endpoint":"chat","weight":3,"request":{"model":"a/fast",)"
                      R"("messages":[{"role":"user","content":"x"}]}},)"
                      R"({"name":"b","endpoint":"chat","request":{"model":"a/fast",)"
                      R"("messages":[{"role":"user","content":"y"}]}}]})");
  const auto done = run("r", {file, "--workers", "2"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["cells"][0]["requests"]["ok"], 60);
  EXPECT_EQ(result["cells"][1]["requests"]["ok"], 20);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(Load, HoldsConversationsInOrderWithGrowingPrompts) {
  const auto done =
      run("r", {shipped("sessions/chat.json"), "--set", "workloads.0.load.requests=4", "--set",
                "workloads.0.load.warmup_s=0", "--set", "workloads.0.load.rate_rps=50", "--set",
                "workloads.0.session.think_time_ms=5", "--set", "workloads.0.cancel.share=0"});
  ASSERT_EQ(done.exit_code, 0) << done.err << done.out;
  const auto all = samples("r");
  ASSERT_EQ(all.size(), 16U) << "four conversations of four turns";
  std::map<std::int64_t, std::map<std::int64_t, json>> talks;
  for (const json& sample : all) {
    EXPECT_EQ(sample["outcome"], "ok") << sample;
    talks[sample["seq"].get<std::int64_t>() / 4][sample["turn"]] = sample;
  }
  for (const auto& [talk, turns] : talks) {
    for (std::int64_t turn = 2; turn <= 4; ++turn) {
      const json& before = turns.at(turn - 1);
      const json& now = turns.at(turn);
      EXPECT_GT(now["sent_us"], before["closed_us"]) << "one after another";
      EXPECT_GT(now["prompt_tokens"].get<int>(), before["prompt_tokens"].get<int>() + 5)
          << "the answer was carried on";
    }
  }
  expect_counters_add_up(summary("r"), all);
}

TEST_F(Load, CancelsAShareOnPurposeAndCallsItNoError) {
  const std::string file = write(
      "s.json",
      scenario(R"({"arrivals":"closed","concurrency":8,"requests":60})", R"("stream": true,)"));
  const std::string two = R"("fixed_ms": 2)";
  std::string paced = read("paced.json");
  write("paced.json", paced.replace(paced.find(two), two.size(), R"("fixed_ms": 20)"));
  const auto done = run("r", {file, "--set", "target.mock.config=paced.json", "--set",
                              R"(workloads.0.cancel={"share":0.5,"after_tokens":2})"});
  ASSERT_EQ(done.exit_code, 0) << done.err << done.out;
  const auto all = samples("r");
  const auto outcomes = outcomes_of(all);
  EXPECT_GT(outcomes.at("cancelled"), 15);
  EXPECT_GT(outcomes.at("ok"), 15);
  EXPECT_EQ(outcomes.size(), 2U);
  for (const json& sample : all) {
    if (sample["outcome"] != "cancelled") continue;
    EXPECT_EQ(sample["error"], "cancelled on purpose");
    EXPECT_GE(sample["token_events"].get<int>(), 2) << "more where one read brought more";
  }
  const json totals = summary("r")["totals"];
  EXPECT_EQ(totals["errors"], 0);
  expect_counters_add_up(summary("r"), all);
}

TEST_F(Load, AsksAgainAndKeepsARecordOfEachAttempt) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"closed","concurrency":8,"requests":60})", "",
                               R"("checks": [{"threshold": "good_share >= 95%"},
                                             {"threshold": "logical_time.p99 < 30s"}],)"));
  const auto done = run(
      "r", {file, "--set", R"(target.mock.faults=["status_503:0.3@endpoint=/chat/completions"])",
            "--set", R"(workloads.0.retries={"max_attempts":8,"on":[503],"backoff_ms":1})"});
  const auto all = samples("r");
  std::map<std::int64_t, std::vector<json>> calls;
  for (const json& sample : all) calls[sample["seq"]].push_back(sample);
  EXPECT_EQ(calls.size(), 60U);
  EXPECT_GT(all.size(), 70U);
  for (const auto& [seq, attempts] : calls) {
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      EXPECT_EQ(attempts[i]["attempt"], i + 1);
      EXPECT_EQ(attempts[i].value("retried", false), i + 1 < attempts.size());
    }
    EXPECT_EQ(attempts.back()["outcome"], "ok");
    EXPECT_LE(attempts.back()["call_intended_us"], attempts.back()["intended_us"]);
  }
  const json result = summary("r");
  EXPECT_EQ(result["cells"][0]["requests"]["retried"], all.size() - 60);
  EXPECT_EQ(result["cells"][0]["requests"]["good"], 60);
  EXPECT_EQ(result["cells"][0]["metrics"]["logical_time"]["count"], 60);
  EXPECT_EQ(done.exit_code, 0) << done.err << done.out;
  expect_counters_add_up(result, all);
}

TEST_F(Load, KeepsABudgetByThePricesThatTheServicePublishes) {
  std::string catalog = fast_catalog();
  const std::string models = "\"provider\": \"near\",";
  catalog.replace(
      catalog.find(models), models.size(),
      models + " \"context_length\": 4000, \"supported_parameters\": [\"max_tokens\"],");
  write("fast.json", catalog);
  const std::string file =
      write("s.json",
            scenario(R"({"arrivals":"closed","concurrency":200,"requests":100000})",
                     R"("max_tokens": 64, "stream": true,)", R"("limits":{"max_cost_usd":0.1},)"));
  const auto done =
      run("r", {file, "--set",
                R"(target.mock.faults=["reset_mid_stream:0.1@endpoint=/chat/completions"])",
                "--set", R"(workloads.0.cancel={"share":0.2,"after_tokens":2})"});
  EXPECT_THAT(done.err, HasSubstr("budget $0.1000; a request costs at most $0.000"));
  const json result = summary("r");
  EXPECT_EQ(result["run"]["stopped_by"], "max_cost_usd") << done.err << done.out;
  EXPECT_LE(result["totals"]["cost_usd"].get<double>(), 0.1);
  EXPECT_GT(result["totals"]["sent"].get<int>(), 200);
  expect_counters_add_up(result, samples("r"));
}

TEST_F(Load, RefusesABudgetThatItCannotKeep) {
  const std::string no_cap =
      write("a.json", scenario(R"({"requests":1})", "", R"("limits":{"max_cost_usd":0.1},)"));
  const auto missing = run("a", {no_cap});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("give request.max_tokens"));
  EXPECT_THAT(missing.err, HasSubstr("/workloads/0/request"));

  const std::string unknown = write("b.json", scenario(R"({"requests":1})", R"("max_tokens": 9,)",
                                                       R"("limits":{"max_cost_usd":1},)"));
  const auto no_price = run("b", {unknown, "--set", "workloads.0.request.model=no/such"});
  EXPECT_EQ(no_price.exit_code, 2);
  EXPECT_THAT(no_price.err, HasSubstr("\"no/such\" is not known"));
  EXPECT_THAT(no_price.err, HasSubstr("limits.max_cost_per_request_usd"));

  const auto too_dear = run("c", {unknown, "--set", "limits.max_cost_usd=0.000001"});
  EXPECT_EQ(too_dear.exit_code, 2);
  EXPECT_THAT(too_dear.err, HasSubstr("more than the budget"));
}

TEST_F(Load, DryRunDrawsTheArrivalsAndSaysWhatTheyCost) {
  const std::string file =
      write("s.json", scenario(R"({"arrivals":"poisson","duration_s":60,"rate_rps":
          {"shape":"ramp","from":1,"to":50,"over_s":60}})",
                               R"("max_tokens": 64,)", R"("limits":{"max_cost_usd":0.5},)"));
  const auto done = run("r", {file, "--dry-run"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("1 to 50 rps over 60 s"));
  EXPECT_THAT(done.out, HasSubstr("█"));
  EXPECT_THAT(done.out, HasSubstr("60 s"));
  EXPECT_THAT(done.out, HasSubstr("requests  1530 expected"));
  EXPECT_THAT(done.out, HasSubstr("budget $0.5000; a request costs at most $0."));
  EXPECT_THAT(done.out, HasSubstr("likely $0."));
  EXPECT_FALSE(std::filesystem::exists(path("r"))) << "nothing is written";
}

}  // namespace
}  // namespace orbench::e2e
