#include "harness/scenario/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "tests/scenario/mutants.h"

namespace orbench::scenario {
namespace {

using core::Header;
using core::Usd;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::vector<std::string> mistakes_of(const std::string& text) {
  core::Diagnostics diagnostics;
  (void)load_text(text, "f.json", {}, diagnostics);
  std::vector<std::string> lines;
  for (const core::Error& error : diagnostics.errors()) {
    lines.push_back(error.where + ": " + error.message);
  }
  return lines;
}

Scenario sound(const std::string& text) {
  core::Diagnostics diagnostics;
  const auto loaded = load_text(text, "f.json", {}, diagnostics);
  for (const core::Error& error : diagnostics.errors()) {
    ADD_FAILURE() << error.where << ": " << error.message;
  }
  return loaded ? loaded->scenario : Scenario{};
}

TEST(ScenarioParse, ReadsTheTargetTheEngineAndTheLimits) {
  using std::chrono::milliseconds;
  const Scenario scenario = sound(sound_scenario());
  EXPECT_EQ(scenario.name, "sound");
  EXPECT_EQ(scenario.seed, 42U);
  EXPECT_EQ(scenario.target.base_url, "https://openrouter.ai/api/v1");
  EXPECT_FALSE(scenario.target.is_mock());
  EXPECT_EQ(scenario.target.api_key_env, "SOME_KEY");
  EXPECT_THAT(scenario.target.headers, ElementsAre(Header{"X-Title", "bench"}));
  EXPECT_EQ(scenario.target.http, core::HttpVersion::kHttp2);
  EXPECT_EQ(scenario.target.timeouts.connect, milliseconds{100});
  EXPECT_EQ(scenario.target.timeouts.first_token, milliseconds{200});
  EXPECT_EQ(scenario.target.timeouts.idle, milliseconds{300});
  EXPECT_EQ(scenario.target.timeouts.total, std::chrono::microseconds{400'500});
  EXPECT_THAT(scenario.target.mock.faults, ElementsAre("stall:0.5"));
  EXPECT_EQ(scenario.engine.workers, 2);
  EXPECT_EQ(scenario.engine.stamps, "kernel");
  EXPECT_EQ(scenario.engine.spin, std::chrono::microseconds{5});
  EXPECT_FALSE(scenario.engine.reuse_connections);
  EXPECT_FALSE(scenario.engine.prewarm_connections);
  EXPECT_EQ(scenario.graceful_stop, core::Duration{0});
  EXPECT_EQ(scenario.limits.max_cost, Usd::from_dollars(1.5));
  EXPECT_EQ(scenario.limits.max_cost_per_request, Usd::from_dollars(0.01));
  EXPECT_EQ(scenario.limits.max_requests, 20);
  EXPECT_EQ(scenario.limits.max_duration, std::chrono::seconds{60});
  EXPECT_EQ(scenario.limits.max_in_flight, 10);
  EXPECT_THAT(scenario.tags, ElementsAre(Pair("team", "blue")));
}

TEST(ScenarioParse, ReadsWorkloadsAndChecks) {
  const Scenario scenario = sound(sound_scenario());
  ASSERT_EQ(scenario.workloads.size(), 2U);
  const Workload& one = scenario.workloads[0];
  EXPECT_EQ(one.name, "one");
  EXPECT_EQ(one.endpoint, "chat");
  EXPECT_EQ(one.pointer, "/workloads/0");
  EXPECT_EQ(one.request.get().dump(), R"({"model":"m","stream":true})");
  EXPECT_EQ(one.blocks, 8);
  ASSERT_EQ(one.matrix.size(), 2U);
  EXPECT_EQ(one.matrix[0].path, "request.model");
  EXPECT_EQ(one.matrix[0].values.size(), 2U);
  EXPECT_EQ(one.matrix[0].values[1].get(), "y");
  EXPECT_EQ(one.matrix[1].path, "request.top_k");
  EXPECT_EQ(one.load.arrivals, "poisson");
  EXPECT_EQ(one.load.duration, std::chrono::seconds{5});
  EXPECT_EQ(one.load.requests, 9);
  EXPECT_EQ(one.load.warmup, std::chrono::seconds{1});
  EXPECT_EQ(one.load.max_in_flight, 4);
  EXPECT_EQ(one.load.overload, Overload::kDrop);
  EXPECT_EQ(one.load.raw.get()["rate_rps"], 3);
  EXPECT_EQ(one.load.pointer, "/workloads/0/load");
  EXPECT_EQ(one.objectives.get()["ttft"], "1s");
  ASSERT_EQ(scenario.checks.size(), 1U);
  EXPECT_EQ(scenario.checks[0].pointer, "/checks/0");
  EXPECT_EQ(scenario.checks[0].raw.get()["threshold"], "ttft.p95 < 1s");
}

TEST(ScenarioParse, WorkloadsInheritHeadersAndTimeoutsFromTheTarget) {
  const Scenario scenario = sound(R"({"name": "n",
    "target": {"headers": {"X-A": "1", "X-B": "2"}, "timeouts": {"connect_ms": 7}},
    "workloads": [{"name": "w", "endpoint": "e", "headers": {"x-a": "3", "X-C": "4"},
                   "timeouts": {"idle_ms": 9}},
                  {"name": "v", "endpoint": "e"}]})");
  ASSERT_EQ(scenario.workloads.size(), 2U);
  EXPECT_THAT(scenario.workloads[0].headers,
              ElementsAre(Header{"x-a", "3"}, Header{"X-B", "2"}, Header{"X-C", "4"}));
  EXPECT_EQ(scenario.workloads[0].timeouts.connect, std::chrono::milliseconds{7});
  EXPECT_EQ(scenario.workloads[0].timeouts.idle, std::chrono::milliseconds{9});
  EXPECT_EQ(scenario.workloads[1].headers, scenario.target.headers);
  EXPECT_EQ(scenario.workloads[1].timeouts, scenario.target.timeouts);
}

TEST(ScenarioParse, TheShortestScenarioGetsEveryDefault) {
  const Scenario scenario = sound(R"({"name":"n","workloads":[{"name":"w","endpoint":"chat"}]})");
  Scenario expected;
  expected.name = "n";
  EXPECT_EQ(scenario.target, expected.target);
  EXPECT_EQ(scenario.engine, expected.engine);
  EXPECT_EQ(scenario.limits, expected.limits);
  EXPECT_TRUE(scenario.target.is_mock());
  ASSERT_EQ(scenario.workloads.size(), 1U);
  EXPECT_EQ(scenario.workloads[0].request.get().dump(), "{}");
  EXPECT_TRUE(scenario.workloads[0].objectives.get().is_null());
  EXPECT_EQ(scenario.workloads[0].load.raw.get().dump(),
            R"({"arrivals":"closed","warmup_s":0,"overload":"queue"})");
}

TEST(ScenarioParse, TrailingSlashesOfTheBaseUrlAreDropped) {
  const Scenario scenario = sound(
      R"({"name":"n","target":{"base_url":"http://127.0.0.1:80/api/v1//"},"workloads":[{"name":"w","endpoint":"e"}]})");
  EXPECT_EQ(scenario.target.base_url, "http://127.0.0.1:80/api/v1");
}

TEST(ScenarioParse, EveryMistakeHasItsPlaceAndItsReason) {
  for (const Mutant& mutant : mutants()) {
    const std::vector<std::string> mistakes = mistakes_of(apply(mutant));
    ASSERT_EQ(mistakes.size(), 1U) << mutant.to << testing::PrintToString(mistakes);
    EXPECT_THAT(mistakes[0], testing::StartsWith("f.json:" + mutant.where + ": "));
    EXPECT_THAT(mistakes[0], HasSubstr(mutant.message));
  }
}

TEST(ScenarioParse, AllMistakesOfAFileAreSaidAtOnce) {
  EXPECT_THAT(
      mistakes_of("{\n \"seed\": -1,\n \"targets\": {},\n \"workloads\": [{\"name\": 1}, 2],\n"
                  " \"seed\": -2\n}"),
      testing::UnorderedElementsAre(
          HasSubstr("f.json:5:2 #/seed: the key \"seed\" stands twice"),
          HasSubstr("f.json:5:10 #/seed: \"seed\" must be"), HasSubstr("f.json:1:1 #/name"),
          HasSubstr("f.json:3:13 #/targets: unknown key"),
          HasSubstr("f.json:4:25 #/workloads/0/name"),
          HasSubstr("f.json:4:16 #/workloads/0/endpoint"), HasSubstr("f.json:4:29 #/workloads/1")));
}

TEST(ScenarioParse, AScenarioWithoutWorkloadsSendsNothingAndIsAMistake) {
  EXPECT_THAT(mistakes_of(R"({"name": "n"})"), ElementsAre(HasSubstr("at least one workload")));
  EXPECT_THAT(mistakes_of(R"({"name": "n", "workloads": []})"),
              ElementsAre(HasSubstr("f.json:1:28 #/workloads: a scenario needs at least one")));
  EXPECT_THAT(mistakes_of(R"({"name": "n", "workloads": {}})"),
              testing::Contains(HasSubstr("must be an array")));
}

TEST(ScenarioParse, SecretsInTheWrongPlaceAreNotRepeatedInTheMessage) {
  for (const std::string key : {R"("api_key_env": "sk-or-v1-hush")",
                                R"("headers": {"Authorization": "Bearer sk-or-v1-hush"})",
                                R"("base_url": "https://u:sk-or-v1-hush@openrouter.ai")"}) {
    const auto mistakes =
        mistakes_of("{\"name\": \"n\", \"target\": {" + key +
                    "}, \"workloads\": [{\"name\": \"w\", \"endpoint\": \"e\"}]}");
    ASSERT_EQ(mistakes.size(), 1U);
    EXPECT_THAT(mistakes[0], testing::Not(HasSubstr("hush")));
  }
}

TEST(ScenarioParse, HugeListsAreCutOffWithOneMessage) {
  const auto scenario_with = [](const std::string& rest) {
    return R"({"name": "n", "workloads": [{"name": "w", "endpoint": "e"}])" + rest + "}";
  };
  std::string many = "{}";
  for (int i = 0; i < 50'000; ++i) many += ",{}";
  EXPECT_LT(mistakes_of(scenario_with(",\"checks\":[" + many + "]")).size(), 1100U);
  EXPECT_LT(mistakes_of(R"({"name":"n","workloads":[)" + many + "]}").size(), 2100U);
  std::string headers = "\"h\":\"v\"";
  for (int i = 0; i < 50'000; ++i) headers += ",\"h" + std::to_string(i) + "\":\"v\"";
  EXPECT_THAT(mistakes_of(scenario_with(",\"target\":{\"headers\":{" + headers + "}}")),
              ElementsAre(HasSubstr("more than 100")));
}

TEST(ScenarioParse, AMatrixTooLargeToRunIsAMistake) {
  std::string values = "0";
  for (int i = 1; i < 200; ++i) values += "," + std::to_string(i);
  std::string matrix;
  for (int i = 0; i < 16; ++i) {
    matrix += (i == 0 ? "" : ",");
    matrix += "\"request.k" + std::to_string(i) + "\":[" + values + "]";
  }
  EXPECT_THAT(mistakes_of(R"({"name":"n","workloads":[{"name":"w","endpoint":"e","matrix":{)" +
                          matrix + "}}]}"),
              ElementsAre(HasSubstr("more than 10000 combinations")));
}

}  // namespace
}  // namespace orbench::scenario
