#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "tests/scenario/mutants.h"
#include "tests/support/temporary_folder.h"

namespace orbench::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

LoadedScenario loaded(const std::string& text, const std::vector<Override>& overrides = {}) {
  core::Diagnostics diagnostics;
  auto result = load_text(text, "main.json", overrides, diagnostics);
  for (const core::Error& error : diagnostics.errors()) {
    ADD_FAILURE() << error.where << ": " << error.message;
  }
  return result ? std::move(*result) : LoadedScenario{};
}

constexpr const char* kShort = R"({"name": "s", "workloads": [{"name": "w", "endpoint": "e"}]})";

TEST(EffectiveScenario, ReadAgainItIsTheSame) {
  const std::string inherits = R"({"name": "n", "seed": 9007199254740991,
    "target": {"headers": {"X-A": "1", "X-B": "2"}, "timeouts": {"connect_ms": 7.25}},
    "limits": {"max_cost_usd": 0.1, "max_duration_s": 0.001},
    "workloads": [{"name": "w", "endpoint": "e", "headers": {"x-a": "3"},
                   "timeouts": {"idle_ms": 9}, "load": {"duration_s": 1e3}},
                  {"name": "v", "endpoint": "e", "headers": {"X-C": "1"}}]})";
  for (const std::string& text : {sound_scenario(), std::string(kShort), inherits}) {
    const Scenario first = loaded(text).scenario;
    const Scenario again = loaded(effective_json(first).get().dump()).scenario;
    EXPECT_EQ(again, first) << text;
    EXPECT_EQ(effective_json(again), effective_json(first));
  }
}

TEST(EffectiveScenario, HoldsEveryDefault) {
  const core::JsonValue effective = effective_json(loaded(kShort).scenario);
  const core::Json& json = effective.get();
  EXPECT_EQ(json["target"]["base_url"], "mock");
  EXPECT_EQ(json["target"]["timeouts"]["total_ms"], 600000);
  EXPECT_EQ(json["engine"]["connections"]["prewarm"], true);
  EXPECT_EQ(json["workloads"][0]["load"]["overload"], "queue");
  EXPECT_EQ(json["seed"], 0);
}

TEST(PrintEffective, SaysWhereEachValueComesFrom) {
  const support::TemporaryFolder folder;
  const std::string base = folder.write("base.json", "{\n\n\"seed\": 7, \"tags\": {\"k\": \"v\"}}");
  const std::string main = folder.write(
      "main.json",
      R"({"name": "s", "extends": "base.json", "workloads": [{"name": "w", "endpoint": "e"}]})");
  core::Diagnostics diagnostics;
  const auto read = load_file(
      main, {{"engine.workers", "3", "--workers 3"}, {"target.mock.faults", R"(["a","b"])", "--f"}},
      diagnostics);
  ASSERT_TRUE(read);
  ASSERT_TRUE(diagnostics.ok());
  const std::string text = print_effective(*read);
  EXPECT_THAT(text, HasSubstr("  \"name\": \"s\",\n")) << "the main file's own values stand alone";
  EXPECT_THAT(text, HasSubstr("  \"seed\": 7,  // " + base + ":3\n"));
  EXPECT_THAT(text, HasSubstr("    \"workers\": 3,  // --workers 3\n"));
  EXPECT_THAT(text, HasSubstr("    \"stamps\": \"auto\",  // default\n"));
  EXPECT_THAT(text, HasSubstr("      \"faults\": [\"a\", \"b\"]  // --f\n"));
  EXPECT_THAT(text, HasSubstr("  \"checks\": []  // default\n}\n"));
}

TEST(PrintEffective, CanBeReadAgain) {
  const LoadedScenario first = loaded(sound_scenario());
  EXPECT_EQ(loaded(print_effective(first)).scenario, first.scenario);
}

TEST(PrintEffective, AFlagCannotBreakOutOfItsComment) {
  const LoadedScenario first =
      loaded(kShort, {{"seed", "1", "--set seed=1\n\"checks\": [1], //" + std::string(500, 'x')}});
  const std::string text = print_effective(first);
  EXPECT_THAT(text, Not(HasSubstr("\n\"checks\"")));
  EXPECT_EQ(loaded(text).scenario, first.scenario);
}

TEST(PrintEffective, ElementsOfDifferentOriginStandOnTheirOwnLines) {
  const LoadedScenario read = loaded(
      R"({"name": "s", "target": {"mock": {"faults": ["a"]}}, "workloads": [{"name": "w", "endpoint": "e"}]})",
      {{"target.mock.faults.1", "b", "--set b"}});
  EXPECT_THAT(print_effective(read), HasSubstr("[\n        \"a\",\n        \"b\"  // --set b\n"));
}

}  // namespace
}  // namespace orbench::scenario
