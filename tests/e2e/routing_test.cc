#include <fstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

constexpr const char* kScenarios = ORBENCH_SOURCE_DIR "/scenarios/routing/";
constexpr const char* kCatalog = ORBENCH_SOURCE_DIR "/mock/catalog/routing.json";

class Routing : public Orbench {
 protected:
  /// The check that somebody wrote.
  [[nodiscard]] json check(const std::string& run) const {
    const json result = summary(run);
    for (const json& one : result["checks"]) {
      if (!one.value("implicit", false)) return one;
    }
    return {};
  }

  /// The scenarios' own catalog, whose router forgets this rule.
  [[nodiscard]] std::string catalog_that_breaks(const std::string& rule) const {
    std::ifstream file(kCatalog);
    json catalog = json::parse(file, nullptr, false);
    catalog["settings"]["break_rules"] = {rule};
    return write("catalog.json", catalog.dump());
  }
};

TEST_F(Routing, KeepsTheEvidenceOfAPreferenceKept) {
  const auto done = run("r", {std::string(kScenarios) + "data-collection.json"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json judged = check("r");
  EXPECT_EQ(judged["check"], "routing data_collection");
  EXPECT_EQ(judged["verdict"], "passed") << judged.dump();
  EXPECT_EQ(judged["n"], 200);
  EXPECT_THAT(judged["observed"].get<std::string>(), HasSubstr("200 of 200 good"));

  const json discovery = json::parse(read("r/discovery.json"), nullptr, false);
  EXPECT_EQ(discovery["schema"], "orbench.discovery/1");
  ASSERT_EQ(discovery["snapshots"].size(), 2U) << "before and after";
  EXPECT_LT(discovery["snapshots"][0]["at_s"], 0);
  ASSERT_EQ(discovery["probes"].size(), 1U);
  EXPECT_THAT(discovery["probes"][0]["removed"].dump(), HasSubstr("\"thrift\""));

  const auto again = orbench({"report", path("r")});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("routing data_collection"));
}

TEST_F(Routing, FailsWhenTheRouterForgetsAndLooksRequestsUp) {
  const auto done = run("r", {std::string(kScenarios) + "sort-price.json", "--set",
                              "target.mock.config=" + catalog_that_breaks("sort"), "--set",
                              R"(checks=[{"routing": "sort", "audit": true, "audit_most": 3}])"});
  EXPECT_EQ(done.exit_code, 1) << done.out << done.err;
  const json judged = check("r");
  EXPECT_EQ(judged["verdict"], "failed") << judged.dump();
  EXPECT_FALSE(judged["evidence"].empty());
  const json views = summary("r")["server_view"];
  ASSERT_FALSE(views.empty());
  EXPECT_EQ(views[0]["cost_differs"], 0);
  EXPECT_THAT(done.out, HasSubstr("Both sides of the same requests"));
}

TEST_F(Routing, EndsTheRunAtTheFirstViolationOfAHardRule) {
  const auto done = run("r", {std::string(kScenarios) + "ignore.json", "--set",
                              "target.mock.config=" + catalog_that_breaks("ignore"), "--set",
                              "workloads.0.load.requests=20000", "--set",
                              R"(checks=[{"routing": "auto", "stop": true}])"});
  EXPECT_EQ(done.exit_code, 1) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("ended early"));
  const json result = summary("r");
  EXPECT_EQ(result["run"]["stopped_by"], "decided");
  EXPECT_EQ(result["verdict"]["status"], "failed");
  EXPECT_LT(result["totals"]["sent"], 10000);
  const json judged = check("r");
  EXPECT_EQ(judged["verdict"], "failed") << judged.dump();
  expect_counters_add_up(result, samples("r"));

  const auto again = orbench({"report", path("r"), "--format", "json"});
  EXPECT_EQ(again.exit_code, 1) << again.err;
  EXPECT_EQ(json::parse(again.out, nullptr, false)["checks"], result["checks"]);
}

TEST_F(Routing, EndsTheRunOnceThePreferenceIsSeenToBeKept) {
  const auto done =
      run("r", {std::string(kScenarios) + "ignore.json", "--set", "workloads.0.load.requests=20000",
                "--set", R"(checks=[{"routing": "auto", "stop": true}])"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["run"]["stopped_by"], "decided");
  EXPECT_FALSE(result["run"]["partial"]) << "it found what it was made for";
  EXPECT_LT(result["totals"]["sent"], 10000);
  const json judged = check("r");
  EXPECT_EQ(judged["verdict"], "passed");
  EXPECT_LE(judged["n"], 200) << "what the look saw";
  const auto again = orbench({"report", path("r"), "--format", "json"});
  EXPECT_EQ(json::parse(again.out, nullptr, false)["checks"], result["checks"]);
}

TEST_F(Routing, ShowsTheTablesAndSavesACatalogThatTheMockLoads) {
  auto done = orbench({"discover", "endpoints", "acme/swift-8b", "--target", "mock"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("northwind"));

  done = orbench(
      {"discover", "models", "--target", "mock", "--format", "json", "--filter", "q=swift"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(json::parse(done.out, nullptr, false)["data"].dump(), HasSubstr("acme/swift-8b"));

  done = orbench(
      {"discover", "models", "--target", "mock", "--filter", "q=swift", "--save", path("saved")});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  done = run("r", {"--endpoint", "chat", "--model", "acme/swift-8b", "-n", "3", "--set",
                   "target.mock.config=" + path("saved/catalog.json")});
  EXPECT_EQ(done.exit_code, 0) << done.err;

  EXPECT_EQ(orbench({"discover", "endpoints", "--target", "mock"}).exit_code, 2);
  EXPECT_EQ(orbench({"discover", "endpoints", "no/model", "--target", "mock"}).exit_code, 3);
}

}  // namespace
}  // namespace orbench::e2e
