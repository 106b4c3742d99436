// Every file of scenarios/, run as it is by the real binary against the mock.

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>

#include <gmock/gmock.h>

#include "tests/e2e/orbench_fixture.h"

namespace orbench::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScenarios = ORBENCH_SOURCE_DIR "/scenarios/";
constexpr const char* kRoutingCatalog = ORBENCH_SOURCE_DIR "/mock/catalog/routing.json";

/// `load/ramp`, for every scenario there is.
std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(kScenarios)) {
    const fs::path path = fs::relative(entry.path(), kScenarios);
    const std::string folder = path.begin()->string();
    if (path.extension() != ".json" || folder == "schema") continue;
    names.push_back((path.parent_path() / path.stem()).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string test_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

/// At full length where ORBENCH_SCENARIOS_FULL is set; else the run is over after a few requests,
/// but for those whose answer depends on their number.
bool full_length() { return std::getenv("ORBENCH_SCENARIOS_FULL") != nullptr; }

class ShippedScenario : public Orbench, public testing::WithParamInterface<std::string> {
 protected:
  static bool is_routing() { return GetParam().starts_with("routing/"); }
  static bool needs_all() {
    return is_routing() || GetParam().starts_with("regression/") ||
           GetParam().starts_with("checks/");
  }

  [[nodiscard]] std::vector<std::string> arguments() const {
    const std::string file = kScenarios + GetParam() + ".json";
    std::vector<std::string> out = {file};
    if (needs_all() || full_length()) return out;
    out.insert(out.end(), {"--max-requests", "30"});
    const json scenario = json::parse(std::ifstream(file), nullptr, false, true);
    const auto start_at_once = [&](const json& at, const std::string& path) {
      if (at.contains("load") && at["load"].contains("warmup_s")) {
        out.insert(out.end(), {"--set", path + "load.warmup_s=0"});
      }
    };
    start_at_once(scenario, "");
    const json workloads = scenario.value("workloads", json::array());
    for (std::size_t i = 0; i < workloads.size(); ++i) {
      start_at_once(workloads[i], "workloads." + std::to_string(i) + ".");
    }
    return out;
  }
};

TEST_P(ShippedScenario, EndsWell) {
  const auto begun = std::chrono::steady_clock::now();
  const auto done = run("r", arguments());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  RecordProperty("seconds", std::to_string(took.count()));
  if (full_length()) {
    EXPECT_LT(took.count(), 30) << "or its comment says why not";
  }
  // Cut short, a check may be without the data it needs; the full length has to pass.
  const bool whole = needs_all() || full_length();
  EXPECT_THAT(done.exit_code, testing::AnyOf(0, whole ? 0 : 1, whole ? 0 : 6))
      << done.err << done.out;
  const json result = summary("r");
  expect_counters_add_up(result, samples("r"));
  if (!is_routing()) return;
  for (const json& check : result["checks"]) {
    // Several models compete there, and the first of them never fails: nothing to try next.
    if (GetParam() == "routing/partition" && check["check"] == "routing models") continue;
    EXPECT_EQ(check["verdict"], "passed") << check.dump(2);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedScenario, testing::ValuesIn(shipped()),
                         [](const auto& row) { return test_name(row.param); });

/// One scenario, and a rule of the router that it must find broken.
struct Breach {
  std::string scenario;
  std::string rule;   ///< as the mock forgets it
  std::string check;  ///< that fails
};

void PrintTo(const Breach& breach, std::ostream* out) { *out << breach.scenario; }

class BrokenRule : public Orbench, public testing::WithParamInterface<Breach> {};

TEST_P(BrokenRule, IsFoundOut) {
  const Breach& breach = GetParam();
  json catalog = json::parse(std::ifstream(kRoutingCatalog), nullptr, false);
  catalog["settings"]["break_rules"] = {breach.rule};
  const auto done = run("r", {kScenarios + ("routing/" + breach.scenario) + ".json", "--set",
                              "target.mock.config=" + write("catalog.json", catalog.dump())});
  EXPECT_EQ(done.exit_code, 1) << done.err << done.out;
  const json result = summary("r");
  bool found = false;
  for (const json& check : result["checks"]) {
    if (check["verdict"] != "failed") continue;
    EXPECT_EQ(check["check"], "routing " + breach.check) << "no other rule is to blame";
    EXPECT_FALSE(check["evidence"].empty()) << check.dump(2);
    found = true;
  }
  EXPECT_TRUE(found) << result["checks"].dump(2);
}

INSTANTIATE_TEST_SUITE_P(
    Routing, BrokenRule,
    testing::Values(
        Breach{"allow-fallbacks", "allow_fallbacks", "allow_fallbacks"},
        Breach{"cutoff-and-sort", "preferred_max_latency", "preferred_max_latency"},
        Breach{"cutoff-and-sort", "sort", "sort"},
        Breach{"data-collection", "data_collection:0.5", "data_collection"},
        Breach{"enforce-distillable-text", "enforce_distillable_text", "enforce_distillable_text"},
        Breach{"ignore", "ignore", "ignore"}, Breach{"max-price", "max_price", "max_price"},
        Breach{"models", "models", "models"}, Breach{"only", "only", "only"},
        Breach{"order", "order", "order"}, Breach{"partition", "partition", "partition"},
        Breach{"percentiles", "preferred_max_latency", "preferred_max_latency"},
        Breach{"preferred-max-latency", "preferred_max_latency", "preferred_max_latency"},
        Breach{"preferred-min-throughput", "preferred_min_throughput", "preferred_min_throughput"},
        Breach{"quantizations", "quantizations", "quantizations"},
        Breach{"require-parameters", "require_parameters", "require_parameters"},
        Breach{"service-tier", "service_tier", "service_tier"},
        Breach{"service-tier", "tiers", "tiers"}, Breach{"session", "session", "session"},
        Breach{"sort-exacto", "sort", "sort"}, Breach{"sort-latency", "sort", "sort"},
        Breach{"sort-price", "sort", "sort"}, Breach{"sort-throughput", "sort", "sort"},
        Breach{"suffix", "suffix", "suffix"}, Breach{"zdr", "zdr", "zdr"}),
    [](const auto& row) { return test_name(row.param.scenario + "_" + row.param.rule); });

}  // namespace
}  // namespace orbench::e2e
