// The shipped regression scenarios against the baselines that are kept with them.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

using testing::HasSubstr;

constexpr const char* kChat = ORBENCH_SOURCE_DIR "/scenarios/regression/chat.json";
constexpr const char* kAllKinds = ORBENCH_SOURCE_DIR "/scenarios/regression/all-kinds.json";

class Regression : public Orbench {
 protected:
  /// Runs, and gives the record of the check against the baseline.
  json gate(const std::string& name, const char* scenario, std::vector<std::string> set,
            int exit_code) const {
    std::vector<std::string> arguments = {scenario};
    for (std::string& one : set) {
      arguments.emplace_back("--set");
      arguments.push_back(std::move(one));
    }
    const auto done = run(name, std::move(arguments));
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err;
    const json checks = summary(name)["checks"];
    return checks.empty() ? json() : checks.back();
  }
};

TEST_F(Regression, FindsChatAsItWas) {
  const json check = gate("r", kChat, {}, 0);
  EXPECT_EQ(check["verdict"], "passed") << check;
  EXPECT_EQ(check["observed"], "counts, 2 times as before");
}

TEST_F(Regression, FindsEveryKindAsItWas) {
  const json check = gate("r", kAllKinds, {}, 0);
  EXPECT_EQ(check["verdict"], "passed") << check;
  EXPECT_EQ(summary("r")["cells"].size(), 9U);
}

TEST_F(Regression, SeesASlowerService) {
  const json check = gate("r", kChat, {R"(target.mock.faults=["slow_headers"])"}, 5);
  EXPECT_THAT(check["note"], HasSubstr("ttft.p50 of chat")) << check;
  EXPECT_THAT(check["note"], HasSubstr("e2e.p50 of chat")) << check;
  EXPECT_EQ(summary("r")["verdict"]["status"], "regressed");
}

TEST_F(Regression, SeesASlowerKindByTheMocksConfiguration) {
  std::ostringstream catalog;
  catalog << std::ifstream(ORBENCH_SOURCE_DIR "/mock/catalog/fixed.json").rdbuf();
  json slower = json::parse(catalog.str());
  for (json& endpoint : slower["endpoints"]) {
    if (endpoint["model"] == "tundra/sieve-rerank") endpoint["ttft"]["fixed_ms"] = 2500;
  }
  const std::string file = write("slower.json", slower.dump());
  const json check = gate("r", kAllKinds, {"target.mock.config=" + file}, 5);
  EXPECT_THAT(check["note"], HasSubstr("e2e.p50 of rerank")) << check;
}

TEST_F(Regression, SeesOtherReplies) {
  const json check =
      gate("r", kAllKinds, {R"(target.mock.faults=["no_usage@endpoint=/chat/completions"])"}, 5);
  EXPECT_THAT(check["note"], HasSubstr("output tokens of chat")) << check;
  const json fewer = gate("fewer", kChat, {"workloads.0.request.max_tokens=8"}, 5);
  EXPECT_THAT(fewer["note"], HasSubstr("output tokens of chat")) << fewer;
}

TEST_F(Regression, RenewsABaselineAndShowsWhatChanged) {
  const std::string kept = path("kept.json");
  std::ostringstream baseline;
  baseline << std::ifstream(ORBENCH_SOURCE_DIR "/results/baselines/chat.json").rdbuf();
  write("kept.json", baseline.str());
  gate("r", kChat, {"workloads.0.request.max_tokens=8"}, 5);
  const auto renewed = orbench({"baseline", path("r"), "-o", kept});
  EXPECT_EQ(renewed.exit_code, 0) << renewed.err;
  EXPECT_THAT(renewed.out, HasSubstr("output tokens of chat"));
  const json check =
      gate("again", kChat,
           {"workloads.0.request.max_tokens=8", "checks.2.regression.baseline=" + kept}, 0);
  EXPECT_EQ(check["verdict"], "passed") << "what was meant is the rule from now on: " << check;
}

}  // namespace
}  // namespace orbench::e2e
