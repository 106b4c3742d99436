#include "harness/run/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/plan_text.h"

namespace orbench::run {
namespace {

using testing::HasSubstr;

TEST(Plan, GivesOneCellPerCombinationWithTheLastAxisFastest) {
  const PlanFromText made(
      chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":10})",
                    R"("matrix":{"request.model":["a/x","a/y"],"request.stream":[true,false]},)"));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  ASSERT_EQ(made.plan.cells.size(), 4U);
  EXPECT_EQ(made.plan.cells[0].identity.model, "a/x");
  EXPECT_EQ(made.plan.cells[0].identity.labels.front(),
            (std::pair<std::string, std::string>{"stream", "true"}));
  EXPECT_EQ(made.plan.cells[1].identity.labels.front().second, "false");
  EXPECT_EQ(made.plan.cells[2].identity.model, "a/y");
}

TEST(Plan, LabelsAListOfOneByItsOnlyName) {
  const PlanFromText made(
      chat_scenario(R"({"arrivals":"closed","concurrency":1,"requests":1})",
                    R"("matrix":{"request.provider.only":[["cobalt"],["tern","lumen"]]},)"));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  EXPECT_EQ(made.plan.cells[0].identity.labels[1].first, "provider.only");
  EXPECT_EQ(made.plan.cells[0].identity.labels[1].second, "cobalt");
  EXPECT_EQ(made.plan.cells[1].identity.labels[1].second, R"(["tern","lumen"])");
}

TEST(Plan, ReportsEveryMistakeOfAWorkloadAtItsPlace) {
  const PlanFromText made(R"({"name":"t","workloads":[
{"name":"w","endpoint":"chatt","request":{"messages":[]},
 "load":{"arrivals":"poison","rate_rps":1,"duration_s":1}}],
"checks":[]})");
  EXPECT_THAT(made.errors(), HasSubstr("chatt"));
  EXPECT_THAT(made.errors(), HasSubstr("did you mean \"chat\""));
  EXPECT_THAT(made.errors(), HasSubstr("poisson"));
  EXPECT_THAT(made.errors(), HasSubstr("test.json:2:"));
  EXPECT_GE(made.diagnostics.errors().size(), 2U);
}

struct BadPlan {
  const char* sentence;
  const char* load;
  const char* extra;
  const char* top;
  const char* message;
};

class PlanRefuses : public testing::TestWithParam<BadPlan> {};

TEST_P(PlanRefuses, WithTheRemedy) {
  const BadPlan& row = GetParam();
  const PlanFromText made(chat_scenario(row.load, row.extra, row.top));
  EXPECT_FALSE(made.diagnostics.ok()) << row.sentence;
  EXPECT_THAT(made.errors(), HasSubstr(row.message)) << row.sentence;
}

constexpr const char* kSoundLoad = R"({"arrivals":"closed","concurrency":1,"requests":1})";

INSTANTIATE_TEST_SUITE_P(
    Rows, PlanRefuses,
    testing::Values(
        BadPlan{"nothing stops the load", R"({"arrivals":"closed","concurrency":1})", "", "",
                "nothing stops this load"},
        BadPlan{"an unknown key of the arrival process",
                R"({"arrivals":"closed","concurency":1,"requests":1})", "", "", "concurrency"},
        BadPlan{"a closed loop that drops",
                R"({"arrivals":"closed","concurrency":1,"requests":1,"overload":"drop"})", "", "",
                "closed loop has nothing to drop"},
        BadPlan{"a matrix path outside the request", kSoundLoad,
                R"("matrix":{"load.concurrency":[1,2]},)", "", "must lead into the request"},
        BadPlan{"a matrix path through a string", kSoundLoad,
                R"("matrix":{"request.model.x":[1]},)", "", "leads through a value"},
        BadPlan{"an empty axis", kSoundLoad, R"("matrix":{"request.model":[]},)", "", "empty"},
        BadPlan{"an unknown objective metric", kSoundLoad, R"("objectives":{"tft":"1s"},)", "",
                "ttft"},
        BadPlan{"a budget without the worst case of one request", kSoundLoad, "",
                R"("limits":{"max_cost_usd":1},)", "max_cost_per_request_usd"},
        BadPlan{"a target that may cost money, and no bound", kSoundLoad, "",
                R"("target":{"base_url":"https://openrouter.ai/api/v1"},)",
                "max_cost_per_request_usd"}));

TEST(Plan, SaysHowManyRequestsItExpects) {
  const PlanFromText closed(
      chat_scenario(R"({"arrivals":"closed","concurrency":2,"requests":10})"));
  EXPECT_EQ(closed.plan.expected_requests(), 10.0);
  EXPECT_EQ(closed.plan.most_in_flight(), 2U);
  EXPECT_FALSE(closed.plan.length().has_value());
  const PlanFromText timed(
      chat_scenario(R"({"arrivals":"closed","concurrency":2,"duration_s":3,"warmup_s":1})"));
  EXPECT_FALSE(timed.plan.expected_requests().has_value());
  EXPECT_EQ(timed.plan.length(), std::chrono::seconds{4});
}

TEST(Plan, SpendsNoMoreThanADollarWhereMoneyFlowsUnlessTold) {
  const PlanFromText made(chat_scenario(
      kSoundLoad, "",
      R"("target":{"base_url":"https://openrouter.ai/api/v1"},"limits":{"max_cost_per_request_usd":0.01},)"));
  ASSERT_TRUE(made.diagnostics.ok()) << made.errors();
  EXPECT_EQ(made.plan.limits.max_cost, core::Usd::from_dollars(1.0));
  const PlanFromText mock(chat_scenario(kSoundLoad));
  EXPECT_FALSE(mock.plan.limits.max_cost.has_value());
}

}  // namespace
}  // namespace orbench::run
