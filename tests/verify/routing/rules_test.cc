// The checks against the mock's router, which obeys or breaks one rule by name: every row of the
// decision table of the API reference, section 2.8.
#include <cstdlib>
#include <ostream>

#include <gtest/gtest.h>

#include "mock/router/broken_rules.h"
#include "tests/verify/routing/stage.h"

namespace orbench::verify::routing {

void PrintTo(const Finding& finding, std::ostream* out) {
  *out << finding.observed << " [expected " << finding.expected << "] " << finding.note;
}

namespace {

/// One demand on the router.
struct Row {
  const char* sentence;  ///< begins with the rows of the table
  const char* rule;
  const char* request;
  const char* broken;  ///< what the router is told to forget
  std::vector<std::string> down = {};
  bool told_at_once = false;  ///< five samples suffice, as nobody may serve
};

std::vector<Row> rows() {
  return {
      {"1: only", "only", R"({"model": "a/m", "provider": {"only": ["quick", "dear"]}})", "only"},
      {"2: only without a serving entry",
       "only",
       R"({"model": "a/m", "provider": {"only": ["other"]}})",
       "only",
       {},
       true},
      {"3: ignore", "ignore", R"({"model": "a/m", "provider": {"ignore": ["cheap"]}})", "ignore"},
      {"4: only and ignore cover all",
       "ignore",
       R"({"model": "a/m", "provider": {"only": ["quick"], "ignore": ["quick"]}})",
       "ignore",
       {},
       true},
      {"5: order without fallbacks", "order",
       R"({"model": "a/m", "provider": {"order": ["dear", "mid"], "allow_fallbacks": false}})",
       "order"},
      {"5: order without fallbacks and without a serving entry",
       "order",
       R"({"model": "a/m", "provider": {"order": ["other"], "allow_fallbacks": false}})",
       "order",
       {},
       true},
      {"6: order", "order", R"({"model": "a/m", "provider": {"order": ["other", "dear"]}})",
       "order"},
      {"7: no fallbacks",
       "allow_fallbacks",
       R"({"model": "a/m", "provider": {"allow_fallbacks": false}})",
       "allow_fallbacks",
       {"cheap"}},
      {"5: no fallbacks outside order",
       "allow_fallbacks",
       R"({"model": "a/m", "provider": {"order": ["dear"], "allow_fallbacks": false}})",
       "allow_fallbacks",
       {"dear"}},
      {"8: sort price", "sort", R"({"model": "a/m", "provider": {"sort": "price"}})", "sort"},
      {"9: sort latency", "sort", R"({"model": "a/m", "provider": {"sort": "latency"}})", "sort"},
      {"9: sort throughput", "sort", R"({"model": "a/m", "provider": {"sort": "throughput"}})",
       "sort"},
      {"10: order wins over sort", "order",
       R"({"model": "a/m", "provider": {"order": ["mid"], "sort": "latency"}})", "order"},
      {"11: partition none", "partition",
       R"({"model": "a/m", "models": ["a/n"],
           "provider": {"sort": {"by": "latency", "partition": "none"}}})",
       "partition"},
      {"12, 23: models, none of the first may serve",
       "models",
       R"({"model": "a/m", "models": ["a/n"], "provider": {"quantizations": ["fp4"]}})",
       "models",
       {},
       true},
      {"23: models, the first fails",
       "models",
       R"({"model": "a/m", "models": ["a/n"]})",
       "models",
       {"cheap", "mid", "quick", "dear"},
       true},
      {"13: max_price", "max_price",
       R"({"model": "a/m", "provider": {"max_price": {"prompt": "1.5", "completion": 3}}})",
       "max_price"},
      {"14: max_price below all",
       "max_price",
       R"({"model": "a/m", "provider": {"max_price": {"prompt": 0.1}}})",
       "max_price",
       {},
       true},
      {"15: quantizations", "quantizations",
       R"({"model": "a/m", "provider": {"quantizations": ["fp8", "bf16"]}})", "quantizations"},
      {"16: require_parameters", "require_parameters",
       R"({"model": "a/m", "seed": 1, "provider": {"require_parameters": true}})",
       "require_parameters"},
      {"16: require_parameters that nobody has",
       "require_parameters",
       R"({"model": "a/m", "top_k": 1, "provider": {"require_parameters": true}})",
       "require_parameters",
       {},
       true},
      {"17: zdr", "zdr", R"({"model": "a/m", "provider": {"zdr": true}})", "zdr"},
      {"18: data_collection", "data_collection",
       R"({"model": "a/m", "provider": {"data_collection": "deny"}})", "data_collection"},
      {"19: enforce_distillable_text",
       "enforce_distillable_text",
       R"({"model": "a/m", "provider": {"enforce_distillable_text": true}})",
       "enforce_distillable_text",
       {},
       true},
      {"20: preferred_max_latency", "preferred_max_latency",
       R"({"model": "a/m", "provider": {"preferred_max_latency": 0.15}})", "preferred_max_latency"},
      {"20: preferred_min_throughput", "preferred_min_throughput",
       R"({"model": "a/m", "provider": {"preferred_min_throughput": 200}})",
       "preferred_min_throughput"},
      {"22: percentiles", "preferred_max_latency",
       R"({"model": "a/m", "provider": {"preferred_max_latency": {"p50": 0.25, "p99": 0.5}}})",
       "preferred_max_latency"},
      {"21: cutoff and sort price", "sort",
       R"({"model": "a/m", "provider": {"preferred_max_latency": 0.3, "sort": "price"}})", "sort"},
      {"21: cutoff and sort price", "preferred_max_latency",
       R"({"model": "a/m", "provider": {"preferred_max_latency": 0.3, "sort": "price"}})",
       "preferred_max_latency"},
      {"25: nitro", "suffix", R"({"model": "a/m:nitro"})", "suffix"},
      {"25: floor", "suffix", R"({"model": "a/m:floor"})", "suffix"},
      {"26: flex", "service_tier", R"({"model": "a/m", "service_tier": "flex"})", "service_tier"},
      {"27: priority", "service_tier", R"({"model": "a/m", "service_tier": "priority"})",
       "service_tier"},
      {"29: session", "session", R"({"model": "a/m", "session_id": "s"})", "session"},
      {"1, 3, 15: hard filters together", "only",
       R"({"model": "a/m", "provider": {"only": ["quick", "mid", "dear"], "ignore": ["mid"],
           "quantizations": ["bf16", "fp16", "fp8"]}})",
       "only"},
      {"20: both cutoffs", "preferred_min_throughput",
       R"({"model": "a/m",
           "provider": {"preferred_max_latency": 0.25, "preferred_min_throughput": 200}})",
       "preferred_min_throughput"},
  };
}

TEST(RoutingRules, CallAnObedientRouterKept) {
  Stage stage;
  for (const Row& row : rows()) {
    Stage::Play play;
    play.down = row.down;
    auto findings = stage.judge(row.request, play);
    EXPECT_EQ(findings[row.rule].answer, Answer::kKept)
        << row.sentence << ": " << testing::PrintToString(findings[row.rule]);
  }
}

TEST(RoutingRules, CallABrokenRuleBroken) {
  Stage stage;
  for (const Row& row : rows()) {
    Stage::Play play;
    play.down = row.down;
    play.broken = row.broken;
    auto findings = stage.judge(row.request, play);
    EXPECT_EQ(findings[row.rule].answer, Answer::kBroken)
        << row.sentence << ": " << testing::PrintToString(findings[row.rule]);
    EXPECT_FALSE(findings[row.rule].evidence.empty()) << row.sentence;
  }
}

TEST(RoutingRules, CannotTellFromTooFewSamples) {
  Stage stage;
  for (const Row& row : rows()) {
    Stage::Play play;
    play.down = row.down;
    play.rounds = 2;
    auto findings = stage.judge(row.request, play);
    EXPECT_EQ(findings[row.rule].answer, Answer::kCannotTell)
        << row.sentence << ": " << testing::PrintToString(findings[row.rule]);
    EXPECT_FALSE(findings[row.rule].note.empty()) << row.sentence;
  }
}

/// Scaled down by default; ORBENCH_ROUTING_FULL=1 tries all.
bool full_size() { return std::getenv("ORBENCH_ROUTING_FULL") != nullptr; }

/// Without fallbacks and with an `order` that nobody serves, the promise is that of both together.
bool is_to_blame(const std::string& broken, const std::string& rule, const Row& row) {
  const bool together = rule == "order" && broken == "allow_fallbacks" && row.told_at_once;
  return rule == broken || together;
}

TEST(RoutingRules, JudgeHabitsOfTheRouterByName) {
  Stage stage;
  for (const char* habit : {"balance", "tiers"}) {
    Stage::Play play;
    const std::string request = R"({"model": "a/m"})";
    auto findings = stage.judge(request, play, {habit});
    EXPECT_EQ(findings[habit].answer, Answer::kKept) << testing::PrintToString(findings[habit]);
    play.broken = habit;
    findings = stage.judge(request, play, {habit});
    EXPECT_EQ(findings[habit].answer, Answer::kBroken) << testing::PrintToString(findings[habit]);
    play.broken.clear();
    play.rounds = 2;
    findings = stage.judge(request, play, {habit});
    EXPECT_EQ(findings[habit].answer, Answer::kCannotTell)
        << testing::PrintToString(findings[habit]);
  }
}

TEST(RoutingRules, HoldTheRouterToItsOwnAccount) {
  Stage stage;
  auto findings = stage.judge(R"({"model": "a/m"})", {}, {"metadata"});
  EXPECT_EQ(findings["metadata"].answer, Answer::kKept)
      << testing::PrintToString(findings["metadata"]);

  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.status = 200;
  sample.provider = "Quick";
  sample.model = "a/m";
  sample.routing.told = true;
  sample.routing.attempt = 1;
  sample.routing.strategy = "direct";
  sample.routing.selected_count = 1;
  sample.routing.selected = "Dear";
  const Market market(stage.discovery());
  const Case ground{Asked{}, market, {}, Profile::kExact};
  const auto rule = find_rule("metadata")->make(ground);
  rule->observe(trial_of(sample), {});
  EXPECT_EQ(rule->conclude().answer, Answer::kBroken) << "another provider than the reply says";
}

TEST(RoutingRules, LeaveUnknownWhatTheWireDoesNotTell) {
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.status = 200;
  sample.provider = "Quick";
  EXPECT_FALSE(trial_of(sample).first.has_value()) << "no metadata: it may be the second attempt";
  EXPECT_EQ(trial_of(sample).fate, Fate::kServed);
  sample.routing.told = true;
  sample.routing.attempt = 2;
  EXPECT_FALSE(trial_of(sample).first.has_value()) << "attempts are not listed";
  sample.cached = true;
  EXPECT_EQ(trial_of(sample).fate, Fate::kUnknown);
  sample.cached = false;
  sample.routing.byok = true;
  EXPECT_EQ(trial_of(sample).fate, Fate::kUnknown);
}

TEST(RoutingRules, NeverBlameARuleForTheFaultOfAnother) {
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
        if (is_to_blame(play.broken, name, row)) continue;
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

}  // namespace
}  // namespace orbench::verify::routing
