// The checks against the mock's router, which obeys or breaks one rule by name.
#include <gtest/gtest.h>

#include "harness/verify/routing/paired_errors.h"
#include "tests/verify/routing/stage.h"
#include "tests/verify/routing/table.h"

namespace orbench::verify::routing {

namespace {

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

TEST(RoutingRules, BlameOrderAndFallbacksTogetherWhereNoSampleTellsThemApart) {
  Stage stage;
  const std::string nobody = R"({"model": "a/m",
      "provider": {"order": ["other"], "allow_fallbacks": false}})";
  for (const char* broken : {"order", "allow_fallbacks"}) {
    Stage::Play play;
    play.broken = broken;
    auto findings = stage.judge(nobody, play);
    EXPECT_EQ(findings["order"].answer, Answer::kBroken) << broken;
    EXPECT_EQ(findings["order"].together_with, "allow_fallbacks") << broken;
    EXPECT_NE(findings["allow_fallbacks"].answer, Answer::kBroken) << broken;
  }
  const std::string dear = R"({"model": "a/m",
      "provider": {"order": ["dear"], "allow_fallbacks": false}})";
  Stage::Play play;
  play.broken = "order";
  EXPECT_EQ(stage.judge(dear, play)["order"].together_with, "")
      << "an entry that serves and was not tried is the fault of `order` alone";
}

TEST(RoutingRules, TakeEachConversationForASession) {
  Stage stage;
  Stage::Play play;
  play.conversations = true;
  const std::string request = R"({"model": "a/m", "session_id": "${uuid}"})";
  EXPECT_EQ(stage.judge(request, play)["session"].answer, Answer::kKept);
  play.broken = "session";
  EXPECT_EQ(stage.judge(request, play)["session"].answer, Answer::kBroken);
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
  sample.routing.made().told = true;
  sample.routing.made().attempt = 1;
  sample.routing.made().strategy = "direct";
  sample.routing.made().selected_count = 1;
  sample.routing.made().selected = "Dear";
  const Market market(stage.discovery());
  const Case ground{Asked{}, market, {}, Profile::kExact};
  const auto rule = find_rule("metadata")->make(ground);
  rule->observe(trial_of(sample), {});
  EXPECT_EQ(rule->conclude(1).answer, Answer::kBroken) << "another provider than the reply says";
}

TEST(RoutingRules, KnowOfFreeModelsWhateverTheProbeWasTold) {
  results::EndpointRow row;
  row.model = "a/m:free";
  row.provider = "Quick";
  row.tag = "quick";
  results::Snapshot snapshot;
  snapshot.endpoints = {row};
  results::Discovery discovery;
  discovery.snapshots = {snapshot, snapshot};
  const Market market(discovery);
  results::Probe forged;  // it reports nobody removed
  forged.preference = "data_collection";
  Asked asked;
  asked.models = {"a/m:free"};
  asked.deny_collection = true;
  const Case ground{asked, market, {&forged}, Profile::kExact};
  const auto rule = find_rule("data_collection")->make(ground);
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.status = 200;
  sample.provider = "Quick";
  sample.model = "a/m:free";
  sample.routing.made().told = true;
  sample.routing.made().attempt = 1;
  sample.routing.made().selected = "Quick";
  rule->observe(trial_of(sample), {});
  EXPECT_EQ(rule->conclude(1).answer, Answer::kBroken);
}

TEST(RoutingRules, PairErrorsOfConversationsByRoundAndTurn) {
  // Whether it is told that turns fail with the preference, which fail without it elsewhere or not.
  const auto told = [&](std::uint32_t fails_with, std::uint32_t fails_without) {
    PairedErrors errors;
    metrics::Sample sample;
    for (std::uint64_t round = 0; round < 20; ++round) {
      for (std::uint32_t turn = 1; turn <= 3; ++turn) {
        for (const Arm arm : {Arm::kPreference, Arm::kControl}) {
          const bool fails = turn == (arm == Arm::kControl ? fails_without : fails_with);
          sample.outcome = fails ? core::Outcome::kTimeoutTotal : core::Outcome::kOk;
          errors.observe(trial_of(sample), {arm, round, turn});
        }
      }
    }
    return errors.judge(1e-4).broken;
  };
  EXPECT_FALSE(told(2, 2));
  EXPECT_FALSE(told(3, 2)) << "as many each way";
  EXPECT_TRUE(told(2, 0)) << "of each conversation a later turn, which the first would hide";
}

TEST(RoutingRules, LeaveUnknownWhatTheWireDoesNotTell) {
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.status = 200;
  sample.provider = "Quick";
  EXPECT_FALSE(trial_of(sample).first.has_value()) << "no metadata: it may be the second attempt";
  EXPECT_EQ(trial_of(sample).fate, Fate::kServed);
  sample.routing.made().told = true;
  sample.routing.made().attempt = 2;
  EXPECT_FALSE(trial_of(sample).first.has_value()) << "attempts are not listed";
  sample.cached = true;
  EXPECT_EQ(trial_of(sample).fate, Fate::kUnknown);
  sample.cached = false;
  sample.routing.made().byok = true;
  EXPECT_EQ(trial_of(sample).fate, Fate::kUnknown);
}

}  // namespace
}  // namespace orbench::verify::routing
