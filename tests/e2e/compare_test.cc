#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

/// A mock with a cheap model and one that costs twice as much for the same tokens. What is judged
/// here is what was billed: a machine too busy to keep its times changes no verdict.
constexpr const char* kTwoModels = R"({
  "settings": { "seed": 7, "keep_alive": { "count": 0, "interval_ms": 0 } },
  "providers": [{ "name": "Near", "slug": "near" }],
  "models": [{ "id": "a/cheap", "completion_tokens": { "median": 4, "sigma": 0 } },
             { "id": "a/dear", "completion_tokens": { "median": 4, "sigma": 0 } }],
  "endpoints": [
    { "model": "a/cheap", "provider": "near", "ttft": { "fixed_ms": 1 }, "gap": { "fixed_ms": 0 },
      "pricing": { "prompt": "0.000001", "completion": "0.000002" } },
    { "model": "a/dear", "provider": "near", "ttft": { "fixed_ms": 1 }, "gap": { "fixed_ms": 0 },
      "pricing": { "prompt": "0.000002", "completion": "0.000004" } }]
})";

class Compare : public Orbench {
 protected:
  void SetUp() override {
    Orbench::SetUp();
    write("two.json", kTwoModels);
  }
  /// 10 blocks; `workload` ends in a comma.
  [[nodiscard]] static std::string two_models(const std::string& model,
                                              const std::string& workload = "",
                                              const std::string& checks = "") {
    return R"({ "name": "t", "seed": 3,
      "target": { "base_url": "mock", "mock": { "config": "two.json" } },
      "workloads": [{ "name": "w", "endpoint": "chat", "blocks": 10, )" +
           workload + R"("request": { "model": ")" + model +
           R"(", "stream": true, "messages": [{ "role": "user", "content": "hi" }] },
        "load": { "arrivals": "closed", "concurrency": 10, "requests": 200 } }],
      "checks": [)" +
           checks + "] }";
  }
  [[nodiscard]] std::string last_note(const std::string& run) const {
    const json checks = summary(run)["checks"];
    return checks.empty() ? "" : checks.back()["note"].get<std::string>();
  }
  [[nodiscard]] json compared(std::vector<std::string> arguments, int exit_code) const {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--format", "json"});
    const auto done = orbench(std::move(arguments));
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err;
    return json::parse(done.out, nullptr, false);
  }
};

const json& figure(const json& comparison, const std::string& name) {
  for (const json& found : comparison["pairs"][0]["figures"]) {
    if (found["figure"] == name) return found;
  }
  static const json none;
  ADD_FAILURE() << name << " is not in " << comparison.dump();
  return none;
}

void expect_twice(const json& figure) {
  EXPECT_EQ(figure["verdict"], "worse") << figure.dump();
  EXPECT_NEAR(figure["effect"], 1, 2e-3) << "three digits are kept";
}

TEST_F(Compare, JudgesCellsInARunsOwnReportAndByTheirTag) {
  const std::string file =
      write("s.json", two_models("a/cheap", R"("matrix": {"request.model": ["a/cheap","a/dear"]},
                           "compare": {"primary": ["cost.p50", "errors.rate"]},)"));
  const auto done = run("r", {file});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("Comparison: w"));
  EXPECT_THAT(done.out, HasSubstr("model=a/dear against model=a/cheap"));
  const json own = summary("r")["comparisons"];
  ASSERT_EQ(own.size(), 1U);
  expect_twice(figure(own[0], "cost.p50"));
  EXPECT_EQ(figure(own[0], "ttft.p95")["verdict"], "not_tested");

  const json again = compared({path("r"), "--by", "model"}, 5);
  EXPECT_EQ(again["status"], "worse");
  EXPECT_EQ(again["comparisons"], own) << "the same code on the stored run";
  EXPECT_EQ(
      compared({path("r"), "--by", "model", "--metric", "errors.rate", "--detect-percent", "50"},
               0)["comparisons"][0]["family"],
      1);
  EXPECT_EQ(orbench({"compare", path("r"), "--by", "modle"}).exit_code, 2);
  EXPECT_EQ(orbench({"compare", path("r")}).exit_code, 2) << "nothing to compare with";
}

TEST_F(Compare, EndsTheRunOnceTheCellsAreToldApart) {
  // By their errors, which no busy machine adds to: half of what the provider of one is asked
  // fails.
  json catalog = json::parse(kTwoModels);
  catalog["providers"].push_back({{"name", "Far"}, {"slug", "far"}});
  catalog["endpoints"][1]["provider"] = "far";
  catalog["endpoints"][1]["ttft"] = {{"fixed_ms", 120}};  // so that there is a run left to end
  write("two.json", catalog.dump());
  const std::string file =
      write("s.json", two_models("a/cheap", R"("matrix": {"request.model": ["a/cheap","a/dear"]},
                    "compare": {"primary": ["errors.rate"], "stop": true},)"));
  const auto done =
      run("r", {file, "--set", "workloads.0.blocks=96", "--set", "workloads.0.load.requests=1920",
                "--set", R"(target.mock.faults=["status_500:0.5@provider=far"])"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const json result = summary("r");
  EXPECT_EQ(result["run"]["stopped_by"], "decided");
  EXPECT_LT(result["totals"]["sent"], 1920);
  const json own = result["comparisons"];
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(figure(own[0], "errors.rate")["verdict"], "worse") << own.dump();
  EXPECT_LT(figure(own[0], "errors.rate")["units"], 96);
  EXPECT_THAT(own[0]["notes"].dump(), HasSubstr("of at most 96 blocks (looks at 12, 24, 48, 96)"));
  EXPECT_EQ(compared({path("r"), "--by", "model"}, 5)["comparisons"], own);
  const json split = compared({path("r"), "--by", "provider"}, 0)["comparisons"];
  ASSERT_EQ(split.size(), 1U);
  EXPECT_THAT(split[0]["notes"].dump(), HasSubstr("the run ended early"));
}

TEST_F(Compare, RefusesToStopWhereNothingCanBeDecided) {
  const std::string alone = write("s.json", two_models("a/cheap", R"("compare": {"stop": true},)"));
  auto done = run("r", {alone});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("no two cells to compare"));
  const std::string in_turn =
      write("s.json", two_models("a/cheap", R"("matrix": {"request.model": ["a/cheap","a/dear"]},
                                        "interleave": "segment", "compare": {"stop": true},)"));
  done = run("r", {in_turn});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("one after another"));
}

TEST_F(Compare, PairsRunsOfOneSeedRequestByRequestAndLeavesTheClockUndecided) {
  const std::string file = write("s.json", two_models("a/cheap"));
  ASSERT_EQ(run("one", {file}).exit_code, 0);
  ASSERT_EQ(run("two", {file}).exit_code, 0);
  const auto text = orbench({"compare", path("one"), path("two"), "--metric", "cost.p50"});
  EXPECT_EQ(text.exit_code, 0) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr("paired request by request"));
  EXPECT_THAT(text.out, HasSubstr("runs at different times"));
  const json alike = compared({path("one"), path("two"), "--metric", "cost.p50"}, 0);
  EXPECT_EQ(figure(alike["comparisons"][0], "cost.gmean")["verdict"], "equal");
  EXPECT_THAT(figure(alike["comparisons"][0], "cost.gmean")["note"].get<std::string>(),
              HasSubstr("200 requests paired"));

  ASSERT_EQ(run("dear", {file, "--set", "workloads.0.request.model=a/dear"}).exit_code, 0);
  const json found = compared({path("one"), path("dear"), "--metric", "cost.p50"}, 5);
  EXPECT_EQ(found["status"], "worse");
  EXPECT_EQ(found["comparisons"][0]["design"], "requests");
  expect_twice(figure(found["comparisons"][0], "cost.gmean"));
  EXPECT_EQ(found["comparisons"][1]["design"], "separate");
  EXPECT_EQ(figure(found["comparisons"][1], "cost.p50")["verdict"], "undecided")
      << "by itself, a run at another time proves nothing, not even this";
  EXPECT_EQ(orbench({"compare", path("one"), path("nothing")}).exit_code, 2);
}

TEST_F(Compare, RunsTwoScenariosInterleaved) {
  const std::string base = write("base.json", two_models("a/cheap"));
  const std::string dear = write("dear.json", two_models("a/dear"));
  const json found = compared(
      {"--ab", base, dear, "--metric", "cost.p50", "--out", path("ab"), "--progress", "none"}, 5);
  EXPECT_EQ(found["comparisons"][0]["pairs"][0]["base"], "variant=base");
  EXPECT_EQ(found["comparisons"][0]["family"], 1) << "only what was asked for is judged";
  expect_twice(figure(found["comparisons"][0], "cost.p50"));
  EXPECT_EQ(summary("ab")["cells"].size(), 2U);
  EXPECT_EQ(orbench({"report", path("ab")}).exit_code, 0);

  const std::string other =
      write("other.json", two_models("a/dear", R"("timeouts": {"idle_ms": 7},)"));
  const auto refused = orbench({"compare", "--ab", base, other});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("differs in \"timeouts\""));
}

TEST_F(Compare, HoldsARunAgainstItsBaseline) {
  const std::string plain = write("plain.json", two_models("a/cheap"));
  ASSERT_EQ(run("first", {plain}).exit_code, 0);
  const auto kept = orbench({"baseline", path("first"), "-o", path("base.json")});
  ASSERT_EQ(kept.exit_code, 0) << kept.err;

  const std::string file = write(
      "s.json", two_models("a/cheap", "",
                           R"({"regression": {"baseline": "base.json", "metrics": ["ttft.p50"],)"
                           R"("max_added_ms": 20000}})"));
  const auto same = run("same", {file});
  EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
  const auto slow = run("slow", {file, "--set", "workloads.0.load.requests=190"});
  EXPECT_EQ(slow.exit_code, 5) << slow.out << slow.err;
  EXPECT_EQ(summary("slow")["verdict"]["status"], "regressed");
  EXPECT_THAT(last_note("slow"), HasSubstr("190, was 200"));

  const auto by_flag = run("flag", {plain, "--baseline", path("base.json"), "--strict"});
  EXPECT_THAT(last_note("flag"), HasSubstr("time not separated"));
  EXPECT_EQ(by_flag.exit_code, 6) << "one run cannot tell; --strict wants to be told";
  const auto renewed = orbench({"baseline", path("slow"), "-o", path("base.json")});
  EXPECT_THAT(renewed.out, HasSubstr("190, was 200"));
}

}  // namespace
}  // namespace orbench::e2e
