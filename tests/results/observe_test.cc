#include <gtest/gtest.h>

#include "results/summarize.h"
#include "tests/results/cell_builder.h"

namespace orbench::results {
namespace {

using core::Outcome;

Observation seen(CellBuilder& builder, std::string_view text, bool ok_only = false) {
  const auto expression = metrics::parse_expression(text);
  EXPECT_TRUE(expression) << text;
  return observe(builder.cell(), *expression, ok_only);
}

/// 90 ok with ttft 1 to 90 ms, 6 HTTP errors, 4 timeouts, 5 cancelled, 3 not sent.
CellBuilder mixed() {
  CellBuilder builder;
  for (int i = 1; i <= 90; ++i) builder.ok(i);
  builder.failed(Outcome::kHttpError, 6).failed(Outcome::kTimeoutTotal, 4);
  builder.failed(Outcome::kCancelled, 5).failed(Outcome::kNotSent, 3);
  return builder;
}

TEST(Observe, ReadsEveryKindOfFigure) {
  CellBuilder builder = mixed();
  const struct {
    const char* expression;
    double value;
    std::int64_t n;
    const char* why;
  } rows[] = {
      {"errors.rate < 1%", 0.1, 100, "10 errors of 105 sent less 5 cancelled"},
      {"errors.count < 1", 10, 105, "of all sent"},
      {"errors.http_error.rate < 1%", 6.0 / 105, 105, "one outcome as a share of sent"},
      {"errors.timeout_total.count < 1", 4, 108, "one outcome counted"},
      {"good_share > 90%", 90.0 / 105, 105, "good of sent"},
      {"goodput > 1rps", 9, 105, "90 good in the ten seconds of the window"},
      {"requests_per_s > 1rps", 10.5, 105, "all that ended in the window"},
      {"requests.count > 1", 105, 108, "sent"},
      {"ttft.count > 1", 90, 105, "values"},
      {"ttft.mean < 1ms", 45.5, 90, "of the ok ones"},
      {"ttft.min < 1ms", 1, 90, "of the ok ones"},
      {"ttft.max < 1ms", 90, 90, "of the ok ones"},
  };
  for (const auto& row : rows) {
    const Observation observation = seen(builder, row.expression);
    ASSERT_TRUE(observation.value) << row.expression;
    EXPECT_NEAR(*observation.value, row.value, 1e-9) << row.expression << ": " << row.why;
    EXPECT_EQ(observation.n, row.n) << row.expression << ": " << row.why;
  }
}

TEST(Observe, CountsFailuresAgainstAQuantile) {
  CellBuilder builder = mixed();
  const Observation median = seen(builder, "ttft.p50 < 1ms");
  EXPECT_NEAR(*median.value, 50, 0.05);
  EXPECT_EQ(median.n, 100);
  const Observation tail = seen(builder, "ttft.p95 < 1ms");
  EXPECT_TRUE(tail.beyond_limit);
  EXPECT_FALSE(tail.value);
}

TEST(Observe, LeavesFailuresOutWhenAskedTo) {
  CellBuilder builder = mixed();
  const Observation tail = seen(builder, "ttft.p95 < 1ms", true);
  EXPECT_FALSE(tail.beyond_limit);
  EXPECT_NEAR(*tail.value, 86, 0.1);
  EXPECT_EQ(tail.n, 90);
}

TEST(Observe, AgreesWithTheTable) {
  CellBuilder builder = mixed();
  const metrics::Distribution ttft = summarize_metric(builder.cell(), metrics::MetricId::ttft);
  EXPECT_EQ(seen(builder, "ttft.p75 < 1ms").value, ttft.find(75)->all);
  EXPECT_EQ(seen(builder, "ttft.p75 < 1ms", true).value, ttft.find(75)->value);
}

TEST(Observe, MarksQuantilesOfTooFewValues) {
  CellBuilder builder;
  for (int i = 1; i <= 30; ++i) builder.ok(i);
  EXPECT_FALSE(seen(builder, "ttft.p50 < 1ms").low_n);
  EXPECT_TRUE(seen(builder, "ttft.p90 < 1ms").low_n) << "36 are needed";
  EXPECT_LT(seen(builder, "ttft.p90 < 1ms").effective_n, 30);
}

TEST(Observe, TakesASingleBlockAtItsCount) {
  CellBuilder builder(1);
  for (int i = 1; i <= 36; ++i) builder.ok(i);
  EXPECT_FALSE(seen(builder, "ttft.p90 < 1ms").low_n);
  EXPECT_TRUE(seen(builder, "ttft.p95 < 1ms").low_n);
}

TEST(Observe, HasNothingToSayWithoutData) {
  CellBuilder nothing;
  for (const char* text :
       {"ttft.p50 < 1ms", "ttft.mean < 1ms", "ttft.count < 1", "errors.rate < 1%",
        "errors.count < 1", "cost.total < $1", "goodput > 1rps", "good_share > 1%",
        "requests_per_s > 1rps", "errors.http_error.rate < 1%"}) {
    const Observation observation = seen(nothing, text);
    EXPECT_FALSE(observation.value) << text;
    EXPECT_FALSE(observation.beyond_limit) << text;
  }
}

TEST(Observe, TakesARunWithoutSuccessAsBeyondAnyLimit) {
  CellBuilder builder;
  builder.failed(Outcome::kHttpError, 20);
  EXPECT_TRUE(seen(builder, "ttft.p50 < 1ms").beyond_limit);
  EXPECT_FALSE(seen(builder, "ttft.p50 < 1ms", true).beyond_limit) << "basis ok has no data";
}

TEST(Observe, DoesNotTakeAnUnknownCostForNone) {
  CellBuilder builder = mixed();
  EXPECT_FALSE(seen(builder, "cost.total < $1").value) << "no reply said what it cost";
  metrics::Sample priced = builder.sent(-1);
  priced.outcome = Outcome::kOk;
  priced.usage.cost = core::Usd::from_dollars(0.25);
  builder.add(priced);
  EXPECT_DOUBLE_EQ(*seen(builder, "cost.total < $1").value, 0.25);
  EXPECT_DOUBLE_EQ(*seen(builder, "cost_per_hour < $1").value, 90);
}

TEST(LeastCountFor, IsTheRuleOfThePrintedInterval) {
  EXPECT_EQ(least_count_for(core::Percentile{50}), 6);
  EXPECT_EQ(least_count_for(core::Percentile{99.9}), 3688);
}

}  // namespace
}  // namespace orbench::results
