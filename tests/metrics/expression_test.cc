#include "harness/metrics/expression.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::metrics {
namespace {

using core::Outcome;
using ::testing::HasSubstr;

struct MetricRow {
  std::string text;
  MetricId metric;
  Stat stat;
  double quantile;
  Comparison op;
  double value;
};

TEST(Expression, ReadsAStatementAboutAMetric) {
  const std::vector<MetricRow> rows = {
      {"ttft.p95 < 800ms", MetricId::ttft, Stat::kQuantile, 95, Comparison::kLess, 800},
      {"ttft.p99.9<=1.5s", MetricId::ttft, Stat::kQuantile, 99.9, Comparison::kLessEqual, 1500},
      {"  itl.mean  >  250 us ", MetricId::itl, Stat::kMean, 0, Comparison::kGreater, 0.25},
      {"e2e.max < 12", MetricId::e2e, Stat::kMax, 0, Comparison::kLess, 12},
      {"output_tps.p50 >= 40tps", MetricId::output_tps, Stat::kQuantile, 50,
       Comparison::kGreaterEqual, 40},
      {"cost.mean < $0.002", MetricId::cost, Stat::kMean, 0, Comparison::kLess, 0.002},
      {"cost.max < 0.5 $", MetricId::cost, Stat::kMax, 0, Comparison::kLess, 0.5},
      {"output_tokens.min != 0", MetricId::output_tokens, Stat::kMin, 0, Comparison::kNotEqual, 0},
      {"output_tokens.total > 1e3", MetricId::output_tokens, Stat::kTotal, 0, Comparison::kGreater,
       1000},
      {"ttft.count == 100", MetricId::ttft, Stat::kCount, 0, Comparison::kEqual, 100},
      {"events_per_read.mean < 150%", MetricId::events_per_read, Stat::kMean, 0, Comparison::kLess,
       1.5},
  };
  for (const MetricRow& row : rows) {
    const auto parsed = parse_expression(row.text);
    ASSERT_TRUE(parsed) << row.text << ": " << parsed.error().message;
    EXPECT_EQ(parsed->text, row.text);
    EXPECT_EQ(parsed->metric, row.metric) << row.text;
    EXPECT_FALSE(parsed->figure) << row.text;
    EXPECT_EQ(parsed->stat, row.stat) << row.text;
    if (row.stat == Stat::kQuantile) {
      EXPECT_EQ(parsed->quantile.percent(), row.quantile) << row.text;
    }
    EXPECT_EQ(parsed->op, row.op) << row.text;
    EXPECT_DOUBLE_EQ(parsed->value, row.value) << row.text;
  }
}

struct FigureRow {
  std::string text;
  Figure figure;
  double value;
  Outcome outcome = Outcome::kOk;
};

TEST(Expression, ReadsAStatementAboutAFigure) {
  const std::vector<FigureRow> rows = {
      {"errors.rate < 1%", Figure::kErrorsRate, 0.01},
      {"errors.rate < 0.01", Figure::kErrorsRate, 0.01},
      {"errors.rate < 100%", Figure::kErrorsRate, 1},
      {"errors.count == 0", Figure::kErrorsCount, 0},
      {"errors.rate_limited.rate < 5%", Figure::kOutcomeRate, 0.05, Outcome::kRateLimited},
      {"errors.timeout_first_token.count == 0", Figure::kOutcomeCount, 0,
       Outcome::kTimeoutFirstToken},
      {"errors.not_sent.count == 0", Figure::kOutcomeCount, 0, Outcome::kNotSent},
      {"cost.total < $0.50", Figure::kCostTotal, 0.5},
      {"cost_per_hour < $2", Figure::kCostPerHour, 2},
      {"goodput > 5rps", Figure::kGoodput, 5},
      {"good_per_s > 5", Figure::kGoodput, 5},
      {"good_share >= 99%", Figure::kGoodShare, 0.99},
      {"requests_per_s > 20rps", Figure::kRequestsPerSecond, 20},
      {"output_tokens_per_s > 500tps", Figure::kOutputTokensPerSecond, 500},
      {"requests.count >= 100", Figure::kRequestsCount, 100},
  };
  for (const FigureRow& row : rows) {
    const auto parsed = parse_expression(row.text);
    ASSERT_TRUE(parsed) << row.text << ": " << parsed.error().message;
    EXPECT_EQ(parsed->figure, row.figure) << row.text;
    EXPECT_FALSE(parsed->metric) << row.text;
    EXPECT_EQ(parsed->outcome, row.outcome) << row.text;
    EXPECT_DOUBLE_EQ(parsed->value, row.value) << row.text;
  }
}

struct MistakeRow {
  const char* why;
  std::string text;
  std::vector<std::string> said;
};

TEST(Expression, SaysWhatWasFoundAndExpectedAndMeant) {
  const std::vector<MistakeRow> rows = {
      {"a mistyped metric", "tftt.p95 < 1s", {"\"tftt\"", "did you mean \"ttft\"", "character 1"}},
      {"a mistyped figure", "errors.rat < 1%", {"\"rat\"", "did you mean \"rate\""}},
      {"a mistyped figure without a dot", "good_shar > 1%", {"did you mean \"good_share\""}},
      {"a mistyped figure with a dot", "request.count > 1", {"did you mean \"requests.count\""}},
      {"a mistyped outcome", "errors.rate_limit.rate < 1%", {"did you mean \"rate_limited\""}},
      {"ok is no error", "errors.ok.rate > 1%", {"\"ok\""}},
      {"an outcome alone", "errors.rate_limited < 1%", {"found nothing", ".rate or .count"}},
      {"an unknown statistic", "ttft.p59 < 1s", {"\"p59\"", "statistic of ttft", "character 6"}},
      {"no statistic", "ttft < 1s", {"found nothing", "ttft.p95"}},
      {"shares are of errors", "ttft.rate < 1%", {"\"rate\"", "statistic"}},
      {"times have no sum worth asking for", "ttft.total < 1s", {"no total"}},
      {"a reversed operator", "ttft.p95 =< 1s", {"\"=<\"", "< <= > >= == !=", "character 10"}},
      {"one equals sign", "ttft.p95 = 1s", {"\"=\"", "=="}},
      {"no operator", "ttft.p95 800ms", {"\"800ms\"", "< <="}},
      {"nothing after the name", "ttft.p95", {"found nothing", "< <="}},
      {"no value", "ttft.p95 <", {"a time such as 800ms"}},
      {"a unit of another kind", "ttft.p95 < 800rps", {"\"800rps\"", "us, ms or s"}},
      {"money on a time", "ttft.p95 < $3", {"a time"}},
      {"a time on money", "cost.total < 3s", {"an amount such as $0.50"}},
      {"two units", "cost.total < $3$", {"an amount"}},
      {"a unit on a count", "errors.count < 3s", {"without a unit"}},
      {"a unit nobody knows", "ttft.p95 < 8minutes", {"us, ms or s"}},
      {"five hundred percent of errors", "errors.rate < 5", {"more than all"}},
      {"a negative time", "ttft.p95 < -1s", {"negative"}},
      {"not a number", "ttft.p95 < nan", {"a time"}},
      {"infinite", "ttft.p95 < inf", {"a time"}},
      {"too large for a number", "ttft.p95 < 1e999ms", {"a time"}},
      {"empty", "", {"found nothing", "expected a metric"}},
      {"only an operator", "<", {"found nothing"}},
      {"words after the value", "ttft.p95 < 1s and more", {"a time"}},
      {"bytes that are no text", std::string("\x00\xff\x1b[31m", 7), {"??", "expected a metric"}},
      {"far too long", std::string(100'000, 'x'), {"100000 bytes"}},
  };
  for (const MistakeRow& row : rows) {
    const auto parsed = parse_expression(row.text);
    ASSERT_FALSE(parsed) << row.why;
    EXPECT_LT(parsed.error().message.size(), 400U) << row.why;
    for (const std::string& said : row.said) {
      EXPECT_THAT(parsed.error().message, HasSubstr(said)) << row.why;
    }
  }
}

TEST(Expression, SurvivesAnyText) {
  core::Rng rng(23);
  constexpr std::string_view kPieces[] = {"ttft", ".", "p95",  "errors", "rate_limited",
                                          "<",    "=", "1",    "$",      "%",
                                          "ms",   " ", "\xff", "-"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = rng.below(9); n > 0; --n) text += kPieces[rng.below(std::size(kPieces))];
    const auto parsed = parse_expression(text);
    if (parsed) {
      EXPECT_NE(parsed->metric.has_value(), parsed->figure.has_value()) << text;
    } else {
      EXPECT_FALSE(parsed.error().message.empty()) << text;
    }
  }
}

TEST(Comparison, ComparesAsItReads) {
  struct Row {
    Comparison op;
    std::string_view name;
    bool less, equal, greater;
  };
  const Row rows[] = {
      {Comparison::kLess, "<", true, false, false},
      {Comparison::kLessEqual, "<=", true, true, false},
      {Comparison::kGreater, ">", false, false, true},
      {Comparison::kGreaterEqual, ">=", false, true, true},
      {Comparison::kEqual, "==", false, true, false},
      {Comparison::kNotEqual, "!=", true, false, true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(to_string(row.op), row.name);
    EXPECT_EQ(compare(1, row.op, 2), row.less) << row.name;
    EXPECT_EQ(compare(2, row.op, 2), row.equal) << row.name;
    EXPECT_EQ(compare(3, row.op, 2), row.greater) << row.name;
  }
}

}  // namespace
}  // namespace orbench::metrics
