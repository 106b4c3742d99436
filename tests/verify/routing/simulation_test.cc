// How often the checks are wrong, over many seeded routers. Scaled down by default;
// harness/verify/routing/README.md has the figures of the full size and the command.
#include <cstdlib>

#include <gtest/gtest.h>

#include "mock/router/broken_rules.h"
#include "tests/verify/routing/stage.h"
#include "tests/verify/routing/table.h"

namespace orbench::verify::routing {
namespace {

/// Scaled down by default; ORBENCH_ROUTING_FULL=1 tries all.
bool full_size() { return std::getenv("ORBENCH_ROUTING_FULL") != nullptr; }

/// A finding that names two preferences blames neither alone.
bool is_to_blame(const std::string& broken, const std::string& rule, const Finding& finding) {
  return rule == broken || finding.together_with == broken;
}

TEST(RoutingSimulation, NeverBlamesARuleForTheFaultOfAnother) {
  constexpr std::size_t kStride = 9;
  Stage stage;
  std::size_t turn = 0;
  for (const Row& row : rows()) {
    for (const mock::RoutingRule& broken : mock::routing_rules()) {
      if (++turn % kStride != 0 && !full_size()) continue;
      Stage::Play play;
      play.down = row.down;
      play.rounds = full_size() ? 100 : 25;
      play.broken = std::string(broken.name);
      for (const auto& [name, finding] : stage.judge(row.request, play)) {
        if (is_to_blame(play.broken, name, finding)) continue;
        EXPECT_NE(finding.answer, Answer::kBroken)
            << row.sentence << ", told to break " << play.broken << ": " << name << " "
            << testing::PrintToString(finding);
      }
    }
  }
}

int runs_or(int fewer) {
  const char* chosen = std::getenv("ORBENCH_ROUTING_RUNS");
  return chosen != nullptr ? std::atoi(chosen) : fewer;
}

TEST(RoutingSimulation, SeldomCallsAnObedientRouterBroken) {
  const int runs = runs_or(30);
  constexpr int kPlan = 3000;
  constexpr int kMost = 3;  // of 3,000
  Stage stage;
  const std::vector<Row> all = rows();
  int false_alarms = 0;
  for (int run = 0; run < runs; ++run) {
    const Row& row = all[static_cast<std::size_t>(run) % all.size()];
    Stage::Play play;
    play.seed = 1000 + static_cast<std::uint64_t>(run);
    play.down = row.down;
    play.profile = run % 2 == 0 ? Profile::kExact : Profile::kLive;
    if (runs < kPlan) play.rounds = 50;
    bool broken = false;
    for (const auto& [name, finding] : stage.judge(row.request, play)) {
      broken = broken || finding.answer == Answer::kBroken;
    }
    false_alarms += broken ? 1 : 0;
  }
  RecordProperty("runs", runs);
  RecordProperty("false_alarms", false_alarms);
  EXPECT_LE(false_alarms, kMost);
}

TEST(RoutingSimulation, SeldomMissesAPreferenceIgnoredHalfTheTime) {
  const int seeds = runs_or(30) >= 100 ? runs_or(30) / 10 : 1;
  Stage stage;
  int played = 0;
  int missed = 0;
  for (const Row& row : rows()) {
    if (!row.down.empty()) continue;  // those tell only by what fails
    for (int seed = 0; seed < seeds; ++seed) {
      Stage::Play play;
      play.seed = 5000 + static_cast<std::uint64_t>(seed);
      play.broken = std::string(row.broken) + ":0.5";
      auto findings = stage.judge(row.request, play);
      played += 1;
      missed += findings[row.rule].answer == Answer::kBroken ? 0 : 1;
    }
  }
  RecordProperty("played", played);
  RecordProperty("missed", missed);
  EXPECT_LE(missed, played / 20);
}

TEST(RoutingSimulation, SeldomMissesItWhereTheRouterSeldomDoesOtherwise) {
  // Left alone, the router goes to the dearest in 3.6 %: as little as 200 requests can tell of.
  const std::string request = R"({"model": "a/m", "provider": {"ignore": ["dear"]}})";
  const int runs = runs_or(100);
  Stage stage;
  int missed = 0;
  for (int run = 0; run < runs; ++run) {
    Stage::Play play;
    play.seed = 90'000 + static_cast<std::uint64_t>(run);
    play.broken = "ignore:0.5";
    missed += stage.judge(request, play)["ignore"].answer == Answer::kBroken ? 0 : 1;
  }
  RecordProperty("played", runs);
  RecordProperty("missed", missed);
  constexpr int kFull = 1000;
  EXPECT_LE(missed, runs < kFull ? runs / 8 : runs / 20) << "fewer runs leave room for chance";
}

}  // namespace
}  // namespace orbench::verify::routing
