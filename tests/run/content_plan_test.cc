#include "harness/run/content_plan.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/dispatcher_fixture.h"

namespace orbench::run {
namespace {

using testing::HasSubstr;

const std::string kOne = R"({"arrivals":"closed","concurrency":1,"requests":1})";

std::string checks(const std::string& list) { return R"("checks":[)" + list + "],"; }

TEST(ContentPlan, MarksSamplesByThePlaceOfTheCheck) {
  DispatcherFixture run(chat_scenario(kOne, "", checks(R"({"threshold":"errors.count == 0"},
                {"content":{"pointer":"/choices/0/message/content","equals":"hello"}},
                {"content":{"finish_reason":"length"}},
                {"content":{"tool_calls":"parse"}},
                {"content":{"error":"documented"}})")));
  run.turn();
  run.answer_all();
  run.turn();
  ASSERT_EQ(run.sink.samples.size(), 1U);
  const std::vector<metrics::ContentMark> expected = {{1, true, ""},
                                                      {2, false, "finish reason \"stop\""}};
  EXPECT_EQ(run.sink.samples[0].content, expected) << "no tool was called, and there was no error";
}

TEST(ContentPlan, LooksAtErrorsOnlyWhereAskedTo) {
  DispatcherFixture run(chat_scenario(kOne, "", checks(R"({"content":{"error":"documented"}},
                                        {"content":{"finish_reason":"stop"}})")));
  run.turn();
  run.transport.answer(run.transport.open()[0], 429,
                       R"({"error":{"code":418,"message":"sk-test-123 is tired"}})");
  run.turn();
  ASSERT_EQ(run.sink.samples.size(), 1U);
  const std::vector<metrics::ContentMark> expected = {
      {0, false, "429: the error's code is 418, the status 429"}};
  EXPECT_EQ(run.sink.samples[0].content, expected);
}

TEST(ContentPlan, NeverRepeatsTheKey) {
  DispatcherFixture run(chat_scenario(
      kOne, "", checks(R"({"content":{"pointer":"/choices/0/message/content","equals":1}})")));
  run.turn();
  run.transport.answer(run.transport.open()[0], 200,
                       R"({"choices":[{"message":{"content":"your key is sk-test-123"}}]})");
  run.turn();
  ASSERT_EQ(run.sink.samples[0].content.size(), 1U);
  EXPECT_THAT(run.sink.samples[0].content[0].found, testing::Not(HasSubstr("sk-test-123")));
}

TEST(ContentPlan, KeepsNoBodyThatNobodyLooksAt) {
  const PlanFromText plan(chat_scenario(
      kOne, "", checks(R"({"content":{"finish_reason":"stop"},"where":{"endpoint":"chat"}})")));
  EXPECT_EQ(plan.errors(), "");
  EXPECT_FALSE(plan.plan.cells[0].content.empty());
  const PlanFromText without(chat_scenario(kOne));
  EXPECT_TRUE(without.plan.cells[0].content.empty());
}

TEST(ContentPlan, ReportsChecksWithNothingToLookAt) {
  const PlanFromText plan(chat_scenario(kOne, "", checks(R"({"content":{"dimension":8}},
                          {"content":{"response_format":"honoured"}},
                          {"content":{"finish_reason":"stop"},"where":{"workload":"x"}})")));
  EXPECT_THAT(plan.errors(), HasSubstr("has such replies; \"dimension\" is for embeddings @"));
  EXPECT_THAT(plan.errors(), HasSubstr("asks for a format of its answers"));
  EXPECT_THAT(plan.errors(), HasSubstr("#/checks/1/content"));
  EXPECT_THAT(plan.errors(), HasSubstr("#/checks/2/content"));
}

}  // namespace
}  // namespace orbench::run
