#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/metrics/expression.h"
#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using ::testing::HasSubstr;

TEST(Objective, IsAMetricAndItsLimit) {
  const auto first = parse_objective("ttft", "1.5s");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->metric, MetricId::ttft);
  EXPECT_DOUBLE_EQ(first->limit, 1500);
  EXPECT_DOUBLE_EQ(parse_objective("output_tps", "30")->limit, 30);
}

TEST(Objective, NamesWhatCannotBeOne) {
  struct Row {
    const char* why;
    std::string metric, limit, said;
  };
  const Row rows[] = {
      {"a mistyped metric", "ttf", "1s", "did you mean"},
      {"many values a request", "icl", "1s", "expected a metric that one request has"},
      {"neither more nor less is better", "prompt_tokens", "10", "expected a metric"},
      {"a limit of another kind", "ttft", "3rps", "us, ms or s"},
      {"no limit", "ttft", "", "a time"},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_objective(row.metric, row.limit);
    ASSERT_FALSE(parsed) << row.why;
    EXPECT_THAT(parsed.error().message, HasSubstr(row.said)) << row.why;
  }
}

Sample with_tokens(std::optional<std::int64_t> n) {
  Sample s = ok_stream();
  s.usage.output_tokens = n;
  return s;
}

TEST(Objective, JudgesOneRequest) {
  struct Row {
    const char* why;
    Objective objective;
    Sample sample;
    ObjectiveAnswer answer;
  };
  const std::vector<Row> rows = {
      {"100 ms is under 200", {MetricId::ttft, 200}, ok_stream(), ObjectiveAnswer::kMet},
      {"the limit itself is met", {MetricId::ttft, 100}, ok_stream(), ObjectiveAnswer::kMet},
      {"over the limit", {MetricId::ttft, 99}, ok_stream(), ObjectiveAnswer::kMissed},
      {"250 tok/s reach 200", {MetricId::decode_tps, 200}, ok_stream(), ObjectiveAnswer::kMet},
      {"and miss 300", {MetricId::decode_tps, 300}, ok_stream(), ObjectiveAnswer::kMissed},
      {"one token has no gap to be late",
       {MetricId::itl, 1},
       with_tokens(1),
       ObjectiveAnswer::kMet},
      {"five tokens are too few to tell",
       {MetricId::itl, 1},
       with_tokens(5),
       ObjectiveAnswer::kUndefined},
      {"no usage: cannot be told",
       {MetricId::itl, 1},
       with_tokens({}),
       ObjectiveAnswer::kUndefined},
      {"a plain reply has no first token",
       {MetricId::ttft, 1},
       ok_plain(),
       ObjectiveAnswer::kUndefined},
  };
  for (const Row& row : rows) EXPECT_EQ(judge(row.objective, row.sample), row.answer) << row.why;
}

TEST(Objective, AllOfThemMustBeMet) {
  const Objective met{MetricId::ttft, 200};
  const Objective missed{MetricId::ttft, 1};
  const Objective undefined{MetricId::dns, 1};
  const Sample s = ok_stream();
  EXPECT_EQ(judge_all({}, s), ObjectiveAnswer::kMet);
  EXPECT_EQ(judge_all(std::vector{met, met}, s), ObjectiveAnswer::kMet);
  EXPECT_EQ(judge_all(std::vector{met, undefined}, s), ObjectiveAnswer::kUndefined);
  EXPECT_EQ(judge_all(std::vector{undefined, missed, met}, s), ObjectiveAnswer::kMissed);
}

}  // namespace
}  // namespace orbench::metrics
