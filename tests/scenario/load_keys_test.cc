// The keys that say who shares a load, who leaves early and what is asked again.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"

namespace orbench::scenario {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// A scenario of two workloads with these keys more, and these beside them.
std::string scenario_with(const std::string& workload, const std::string& top = "") {
  return R"({"name": "n", "workloads": [{"name": "a", "endpoint": "chat")" + workload +
         R"(}, {"name": "b", "endpoint": "chat"}])" + top + "}";
}

struct Read {
  std::optional<LoadedScenario> loaded;
  std::vector<std::string> errors;
};
Read read(const std::string& text) {
  Read out;
  core::Diagnostics diagnostics;
  out.loaded = load_text(text, "f", {}, diagnostics);
  for (const core::Error& e : diagnostics.errors())
    out.errors.push_back(e.where + ": " + e.message);
  return out;
}
Workload first_workload(const std::string& keys, const std::string& top = "") {
  Read out = read(scenario_with(keys, top));
  EXPECT_THAT(out.errors, ElementsAre()) << keys;
  return out.loaded ? out.loaded->scenario.workloads.at(0) : Workload{};
}

const std::string kShared = R"(, "load": {"arrivals": "constant", "rate_rps": 3, "requests": 9})";

TEST(SharedLoad, IsThatOfEveryWorkloadWithoutOneOfItsOwn) {
  const Read out = read(scenario_with(R"(, "weight": 3)", kShared));
  ASSERT_TRUE(out.loaded);
  EXPECT_THAT(out.errors, ElementsAre());
  const std::vector<Workload>& workloads = out.loaded->scenario.workloads;
  EXPECT_TRUE(workloads[0].shares_load);
  EXPECT_TRUE(workloads[1].shares_load);
  EXPECT_EQ(workloads[0].weight, 3);
  EXPECT_EQ(workloads[1].weight, 1);
  EXPECT_EQ(workloads[1].load, *out.loaded->scenario.load);
  EXPECT_EQ(workloads[1].load.pointer, "/load");
}

TEST(SharedLoad, IsNotThatOfAWorkloadWithItsOwn) {
  const Workload own = first_workload(R"(, "load": {"requests": 2})", kShared);
  EXPECT_FALSE(own.shares_load);
  EXPECT_EQ(own.load.requests, 2);
  EXPECT_FALSE(first_workload("").shares_load);
}

TEST(Retries, AreOffUnlessAskedForAndThenHaveDefaults) {
  EXPECT_FALSE(first_workload("").retries.on());
  const Retries retries = first_workload(R"(, "retries": {})").retries;
  EXPECT_EQ(retries.max_attempts, 3);
  EXPECT_THAT(retries.outcomes,
              ElementsAre(Outcome::kConnectError, Outcome::kTransportError, Outcome::kRateLimited));
  EXPECT_THAT(retries.statuses, ElementsAre(500, 502, 503, 504));
  EXPECT_EQ(retries.backoff, milliseconds{500});
  EXPECT_TRUE(retries.honour_retry_after);
}

TEST(Retries, ReadTheirKeys) {
  const Retries retries = first_workload(R"(, "retries": {"max_attempts": 5,
      "on": ["truncated", 408], "backoff_ms": 20, "max_backoff_ms": 70, "jitter": 0,
      "honour_retry_after": false})")
                              .retries;
  EXPECT_EQ(retries.max_attempts, 5);
  EXPECT_THAT(retries.outcomes, ElementsAre(Outcome::kTruncated));
  EXPECT_THAT(retries.statuses, ElementsAre(408));
  EXPECT_EQ(retries.backoff, milliseconds{20});
  EXPECT_EQ(retries.max_backoff, milliseconds{70});
  EXPECT_EQ(retries.jitter, 0);
  EXPECT_FALSE(retries.honour_retry_after);
}

TEST(Cancel, ComesAfterTokensOrAfterTime) {
  EXPECT_FALSE(first_workload("").cancel);
  const auto tokens = first_workload(R"(, "cancel": {"share": 0.25, "after_tokens": 7})").cancel;
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->share, 0.25);
  EXPECT_EQ(tokens->after_tokens, 7);
  const auto time = first_workload(R"(, "cancel": {"share": 1, "after_ms": 7})").cancel;
  ASSERT_TRUE(time);
  EXPECT_EQ(time->after, milliseconds{7});
}

TEST(LoadKeys, ReadTheSameAgainFromTheEffectiveScenario) {
  for (const std::string& text :
       {scenario_with(R"(, "weight": 3, "cancel": {"share": 0.25, "after_tokens": 7})", kShared),
        scenario_with(R"(, "retries": {"max_attempts": 1}, "session": {"turns": 3})"),
        scenario_with(R"(, "retries": {"on": [502]}, "cancel": {"share": 1, "after_ms": 7.5})")}) {
    const Read once = read(text);
    ASSERT_TRUE(once.loaded);
    EXPECT_THAT(once.errors, ElementsAre());
    const std::string effective = effective_json(once.loaded->scenario).get().dump();
    const Read again = read(effective);
    ASSERT_TRUE(again.loaded);
    EXPECT_EQ(again.loaded->scenario, once.loaded->scenario) << effective;
  }
}

TEST(LoadKeys, AreRefusedWithTheirPlace) {
  const struct {
    const char* why;
    std::string keys;
    std::string top;
    const char* where;
    const char* said;
  } rows[] = {
      {"a load and a weight", R"(, "load": {"requests": 1}, "weight": 2)", kShared, "/0/weight",
       "either a \"load\" of its own or a \"weight\""},
      {"a weight of nothing", R"(, "weight": 2)", "", "/0/weight", "there is none"},
      {"no weight at all", R"(, "weight": 0)", kShared, "/0/weight", "from 1 to 1000"},
      {"half a weight", R"(, "weight": 0.5)", kShared, "/0/weight", "whole number"},
      {"more than all", R"(, "cancel": {"share": 1.5, "after_ms": 1})", "", "/cancel/share",
       "from 0 to 1"},
      {"a share of what", R"(, "cancel": {"after_ms": 1})", "", "/cancel/share", "is missing"},
      {"cancelled when", R"(, "cancel": {"share": 1})", "", "/cancel", "one of the two"},
      {"cancelled twice", R"(, "cancel": {"share": 1, "after_ms": 1, "after_tokens": 1})", "",
       "/cancel", "one of the two"},
      {"no attempt", R"(, "retries": {"max_attempts": 0})", "", "/max_attempts", "from 1 to 20"},
      {"an outcome nobody knows", R"(, "retries": {"on": ["rate_limit"]})", "", "/retries/on/0",
       "did you mean \"rate_limited\""},
      {"an outcome that is none to retry", R"(, "retries": {"on": ["ok"]})", "", "/retries/on/0",
       "outcome of a failed request"},
      {"a status that is none", R"(, "retries": {"on": [200]})", "", "/retries/on/0", "300 to 599"},
      {"neither", R"(, "retries": {"on": [true]})", "", "/retries/on/0", "HTTP status"},
      {"an unknown key", R"(, "retries": {"attempts": 3})", "", "/retries/attempts", "unknown key"},
      {"a session that is a number", R"(, "session": 3)", "", "/session", "must be an object"},
  };
  for (const auto& row : rows) {
    const Read out = read(scenario_with(row.keys, row.top));
    EXPECT_THAT(out.errors, ElementsAre(testing::AllOf(HasSubstr(row.where), HasSubstr(row.said))))
        << row.why;
  }
}

}  // namespace
}  // namespace orbench::scenario
