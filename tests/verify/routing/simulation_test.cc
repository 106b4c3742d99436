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

constexpr int kPlan = 3000;

/// Scenarios in which an obedient router is called broken.
int false_alarms(int runs, bool stops) {
  Stage stage;
  const std::vector<Row> all = rows();
  int alarms = 0;
  for (int run = 0; run < runs; ++run) {
    const Row& row = all[static_cast<std::size_t>(run) % all.size()];
    Stage::Play play;
    play.seed = 1000 + static_cast<std::uint64_t>(run);
    play.down = row.down;
    play.profile = run % 2 == 0 ? Profile::kExact : Profile::kLive;
    play.stops = stops;
    if (runs < kPlan) play.rounds = 50;
    bool broken = false;
    for (const auto& [name, finding] : stage.judge(row.request, play)) {
      broken = broken || finding.answer == Answer::kBroken;
    }
    alarms += broken ? 1 : 0;
  }
  return alarms;
}

TEST(RoutingSimulation, SeldomCallsAnObedientRouterBroken) {
  constexpr int kMost = 3;  // of 3,000
  const int runs = runs_or(30);
  for (const bool stops : {false, true}) {
    const int alarms = false_alarms(runs, stops);
    RecordProperty(stops ? "false_alarms_with_looks" : "false_alarms", alarms);
    EXPECT_LE(alarms, kMost) << "of " << runs << (stops ? " that look several times" : "");
  }
}

/// What becomes of each row's own rule when it is ignored half of the time, or kept.
struct Played {
  int plays = 0;
  int broken = 0;
  int kept = 0;
  std::int64_t requests = 0;
};

Played play_all(const Stage::Play& how, bool breaks, int seeds) {
  Stage stage;
  Played out;
  for (const Row& row : rows()) {
    if (!row.down.empty()) continue;  // those tell only by what fails
    for (int seed = 0; seed < seeds; ++seed) {
      Stage::Play play = how;
      play.seed = 5000 + static_cast<std::uint64_t>(seed);
      if (breaks) play.broken = std::string(row.broken) + ":0.5";
      auto findings = stage.judge(row.request, play);
      out.plays += 1;
      out.broken += findings[row.rule].answer == Answer::kBroken ? 1 : 0;
      out.kept += findings[row.rule].answer == Answer::kKept ? 1 : 0;
      out.requests += stage.played();
    }
  }
  return out;
}

int seeds_each() { return runs_or(30) >= 100 ? runs_or(30) / 10 : 1; }

TEST(RoutingSimulation, SeldomMissesAPreferenceIgnoredHalfTheTime) {
  for (const bool stops : {false, true}) {
    Stage::Play play;
    play.stops = stops;
    const Played all = play_all(play, true, seeds_each());
    RecordProperty(stops ? "missed_with_looks" : "missed", all.plays - all.broken);
    RecordProperty(stops ? "requests_with_looks" : "requests",
                   static_cast<int>(all.requests / all.plays));
    EXPECT_LE(all.plays - all.broken, all.plays / 20) << "of " << all.plays;
    if (stops) {
      EXPECT_LT(all.requests, all.plays * 40) << "a counter-example ends it";
    }
  }
}

TEST(RoutingSimulation, TellsAnObedientRouterWithFewerRequestsWhereItMayStop) {
  for (const Profile profile : {Profile::kExact, Profile::kLive}) {
    Stage::Play play;
    play.stops = true;
    play.profile = profile;
    const Played all = play_all(play, false, seeds_each());
    const std::string name = profile == Profile::kExact ? "exact" : "live";
    RecordProperty("kept_" + name, all.kept);
    RecordProperty("plays_" + name, all.plays);
    RecordProperty("requests_" + name, static_cast<int>(all.requests / all.plays));
    EXPECT_EQ(all.broken, 0) << name;
    EXPECT_LT(all.requests, all.plays * 150) << name << ": of 200 each";
    if (profile == Profile::kExact) {
      EXPECT_EQ(all.kept, all.plays);
    }
  }
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
