#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/verify/routing/routing_court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(RoutingCheck, PassesWhenThePreferenceIsKept) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  court.serve(1, "Far", 20);
  court.serve(1, "Near", 10);
  const auto verdict = court.judged(R"([{"routing":"auto"}])");
  ASSERT_EQ(verdict.checks.size(), 2U);
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kPassed) << verdict.checks[1].note;
  EXPECT_EQ(verdict.checks[1].check, "routing only");
  EXPECT_EQ(verdict.checks[1].n, 60);
  EXPECT_EQ(verdict.exit_code, 0);
}

TEST(RoutingCheck, FailsWithEvidenceWhenItIsBroken) {
  RoutingCourt court;
  court.serve(0, "Near", 59);
  court.serve(0, "Far", 1);
  court.serve(1, "Far", 30);
  auto verdict = court.judged(R"([{"routing":"only"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kFailed);
  EXPECT_EQ(verdict.checks[1].evidence, std::vector<std::string>{"w0-59"});
  EXPECT_EQ(verdict.exit_code, 1);
  verdict = court.judged(R"([{"routing":"only","severity":"warn"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kWarned);
}

TEST(RoutingCheck, NamesTheRequestThatWouldTell) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  court.serve(1, "Near", 30);
  const auto verdict = court.judged(R"([{"routing":"auto"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kUndecided);
  EXPECT_THAT(verdict.checks[1].note, HasSubstr("`ignore` Near"));
}

TEST(RoutingCheck, CannotTellWithoutEndpointTables) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  const auto verdict = court.judged(R"([{"routing":"auto"}])", false);
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kUndecided);
  EXPECT_THAT(verdict.checks[1].note, HasSubstr("discovery.json"));
}

TEST(RoutingCheck, PairsConversationsByTheRoundTheyWereDealtIn) {
  // Rounds of three conversations of two turns; those with the preference lose the second, and the
  // control never does.
  RoutingCourt court;
  for (auto& cell : court.cells) cell.routing->turns = 2;
  court.cells[0].routing->asked = core::JsonValue(
      core::Json::parse(R"({"model":"a/m","provider":{"preferred_max_latency":1}})"));
  for (int round = 0; round < 20; ++round) {
    for (const std::uint32_t cell : {0U, 0U, 1U}) {
      for (std::uint32_t turn = 1; turn <= 2; ++turn) {
        court.serve(cell, "Near", 1);
        metrics::Sample& sample = court.samples.samples.back();
        sample.turn = turn;
        if (cell == 0 && turn == 2) sample.outcome = core::Outcome::kTransportError;
      }
    }
  }
  const auto verdict = court.judged(R"([{"routing":"preferred_max_latency"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kFailed) << verdict.checks[1].note;
  EXPECT_THAT(verdict.checks[1].note, HasSubstr("20 pairs failed only with the preference"));
}

TEST(RoutingCheck, ReportsWhatItCannotBeAbout) {
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"onyl"}])"),
              HasSubstr("did you mean \"only\""));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"sort"}])"), HasSubstr("no request"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":7}])"), HasSubstr("list of names"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"auto","where":{"provider":"Near"}}])"),
              HasSubstr("whole cells"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"auto","profile":"lax"}])"), HasSubstr("lax"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":["only"],"audit":true}])"), IsEmpty());
}

}  // namespace
}  // namespace orbench::verify
