#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using testing::ElementsAre;
using testing::HasSubstr;

std::string threshold(const std::string& expression, const std::string& more = "") {
  return R"({"threshold": ")" + expression + "\"" + more + "}";
}

/// 200 requests: ttft 1 … 200 ms; their last four are 429s.
Court ordinary() {
  Court court;
  for (int i = 1; i <= 196; ++i) court.add(court.ok(i));
  court.add(4, court.failed(core::Outcome::kRateLimited, 429));
  return court;
}

TEST(Threshold, JudgesEveryKindOfExpression) {
  struct Row {
    const char* expression;
    CheckVerdict verdict;
    const char* observed;
    std::int64_t n;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"ttft.p50 < 150ms", CheckVerdict::kPassed, "100 ms", 200, "a failure counts as late"},
      {"ttft.p50 < 90ms", CheckVerdict::kFailed, "100 ms", 200, "the point estimate decides"},
      {"ttft.max <= 196ms", CheckVerdict::kPassed, "196 ms", 196, "of ok requests"},
      {"ttft.min > 2ms", CheckVerdict::kFailed, "1.00 ms", 196, "of ok requests"},
      {"ttft.count == 196", CheckVerdict::kPassed, "196", 200, "values there are"},
      {"errors.rate < 1%", CheckVerdict::kFailed, "2.00%", 200, "four of 200"},
      {"errors.count <= 4", CheckVerdict::kPassed, "4", 200, "four"},
      {"errors.rate_limited.count < 4", CheckVerdict::kFailed, "4", 200, "one outcome"},
      {"errors.malformed.rate == 0%", CheckVerdict::kPassed, "0%", 200, "an outcome that was not"},
      {"cost.total < $0.10", CheckVerdict::kFailed, "$0.196", 196, "money"},
      {"good_share > 97%", CheckVerdict::kPassed, "98.0%", 200, "196 of 200"},
      {"requests.count >= 200", CheckVerdict::kPassed, "200", 200, "sent"},
      {"requests_per_s > 19", CheckVerdict::kPassed, "20.0/s", 200, "200 ended in 10 s"},
      {"goodput > 19.7rps", CheckVerdict::kFailed, "19.6/s", 200, "196 were good"},
      {"output_tokens_per_s > 390", CheckVerdict::kPassed, "392 tok/s", 200, "196 x 20 in 10 s"},
  };
  for (const Row& row : rows) {
    Court court = ordinary();
    const results::CheckRecord record = court.judge_one(threshold(row.expression));
    EXPECT_EQ(record.check, row.expression) << row.why;
    EXPECT_EQ(record.verdict, row.verdict) << row.expression << ": " << row.why;
    EXPECT_EQ(record.observed, row.observed) << row.expression << ": " << row.why;
    EXPECT_EQ(record.n, row.n) << row.expression << ": " << row.why;
  }
}

TEST(Threshold, RatesOfSomeSamplesAreOverTheSameWindow) {
  Court court = ordinary();
  const std::string where = R"(, "where": {"outcome": "rate_limited"})";
  const auto record = court.judge_one(threshold("requests_per_s < 1", where));
  EXPECT_EQ(record.observed, "0.40/s") << "four requests in ten seconds";
  EXPECT_EQ(record.n, 4);
}

TEST(Threshold, FailuresAreLateUnlessTheBasisIsOk) {
  Court court;
  court.add(90, court.ok(100));
  court.add(10, court.failed(core::Outcome::kTimeoutFirstToken));
  const auto all = court.judge_one(threshold("ttft.p95 < 1s"));
  EXPECT_EQ(all.verdict, CheckVerdict::kFailed);
  EXPECT_EQ(all.observed, "beyond any value");
  EXPECT_THAT(all.evidence, ElementsAre("w0-90", "w0-91", "w0-92", "w0-93", "w0-94"))
      << "the failures are what made it so";
  const auto ok = court.judge_one(threshold("ttft.p95 < 1s", R"(, "basis": "ok")"));
  EXPECT_EQ(ok.verdict, CheckVerdict::kPassed);
  EXPECT_EQ(ok.observed, "100 ms");
}

TEST(Threshold, ARunThatOnlyFailedMeetsNoLatencyDemand) {
  Court court;
  court.add(100, court.failed(core::Outcome::kConnectError));
  EXPECT_NE(court.judge_one(threshold("ttft.p95 < 1s")).verdict, CheckVerdict::kPassed);
  EXPECT_NE(court.judge_one(threshold("ttft.mean < 1s")).verdict, CheckVerdict::kPassed);
  EXPECT_NE(court.judge_one(threshold("cost.total < $1")).verdict, CheckVerdict::kPassed);
}

TEST(Threshold, WithoutDataIsNoDataUnlessAllowed) {
  for (const char* expression :
       {"ttft.p95 < 1s", "errors.rate < 1%", "errors.count == 0", "cost.total < $1",
        "good_share > 1%", "requests_per_s < 9", "ttft.mean < 1s", "icl.p50 < 1s"}) {
    Court court;
    court.add(court.ok(100));
    const std::string where = R"(, "where": {"workload": "plain"})";
    EXPECT_EQ(court.judge_one(threshold(expression, where)).verdict, CheckVerdict::kNoData)
        << expression;
    const auto allowed =
        court.judge_one(threshold(expression, where + R"(, "allow_no_data": true)"));
    EXPECT_EQ(allowed.verdict, CheckVerdict::kPassed) << expression;
    EXPECT_THAT(allowed.note, HasSubstr("no data")) << expression;
  }
}

TEST(Threshold, NeverCountsTheWarmUp) {
  Court court;
  metrics::Sample warm = court.ok(5000);
  warm.phase = metrics::Phase::kWarmup;
  warm.block = -1;
  court.add(50, warm);
  court.add(50, court.ok(100));
  const auto record = court.judge_one(threshold("ttft.max < 1s"));
  EXPECT_EQ(record.verdict, CheckVerdict::kPassed);
  EXPECT_EQ(record.n, 50);
}

TEST(Threshold, MarksLowCountsAndIsUndecidedWhenStrict) {
  Court court;
  court.add(12, court.ok(100));
  const auto record = court.judge_one(threshold("ttft.p90 < 1s"));
  EXPECT_EQ(record.verdict, CheckVerdict::kPassed) << "the point estimate decides";
  EXPECT_EQ(record.note, "low n (12 of 36)");
  EXPECT_EQ(court.judge_one(threshold("ttft.p90 < 1ms")).verdict, CheckVerdict::kFailed);
  court.strict = true;
  EXPECT_EQ(court.judge_one(threshold("ttft.p90 < 1s")).verdict, CheckVerdict::kUndecided);
  EXPECT_EQ(court.judge_one(threshold("ttft.p90 < 1ms")).verdict, CheckVerdict::kUndecided);
  EXPECT_EQ(court.judge_one(threshold("ttft.p50 < 1s")).verdict, CheckVerdict::kPassed)
      << "twelve are enough for a median";
}

TEST(Threshold, NamesTheWorstOffenders) {
  Court court = ordinary();
  EXPECT_THAT(court.judge_one(threshold("ttft.p50 < 50ms")).evidence,
              ElementsAre("w0-195", "w0-194", "w0-193", "w0-192", "w0-191"));
  EXPECT_THAT(court.judge_one(threshold("ttft.min > 3ms")).evidence,
              ElementsAre("w0-0", "w0-1", "w0-2"));
  EXPECT_THAT(court.judge_one(threshold("errors.rate < 1%")).evidence,
              ElementsAre("w0-196", "w0-197", "w0-198", "w0-199"));
  EXPECT_TRUE(court.judge_one(threshold("errors.rate < 9%")).evidence.empty())
      << "what passed needs none";
}

TEST(Threshold, AWarningNeverFails) {
  Court court = ordinary();
  const std::string warn = R"(, "severity": "warn")";
  EXPECT_EQ(court.judge_one(threshold("errors.rate < 1%", warn)).verdict, CheckVerdict::kWarned);
  EXPECT_EQ(court.judge_one(threshold("errors.rate < 9%", warn)).verdict, CheckVerdict::kPassed);
  EXPECT_EQ(court.judge_one(threshold("tls.p50 < 9ms", warn)).verdict, CheckVerdict::kWarned);
}

TEST(Threshold, ChunkGapsAreJudgedCellByCellAndTheWorstIsShown) {
  Court court;
  court.add(court.ok(100));
  auto checks = court.compile("[" + threshold("icl.p50 < 20ms") + "]");
  results::RunResult result = court.result();
  metrics::Distribution gaps;
  gaps.count = 400;
  gaps.quantiles = {{50, 12, 11, 13, 12}};
  result.cells[2].metrics[metrics::MetricId::icl] = gaps;
  gaps.quantiles[0] = {50, 25, 24, 27, 25};
  result.cells[3].metrics[metrics::MetricId::icl] = gaps;
  const auto verdict = evaluate(result, checks, court.samples, {}, false);
  ASSERT_TRUE(verdict.has_value());
  const results::CheckRecord& record = verdict->checks.back();
  EXPECT_EQ(record.verdict, CheckVerdict::kFailed);
  EXPECT_EQ(record.observed, "25.0 ms");
  EXPECT_EQ(record.note, "worst of 2 cells: matrix, stream=true, only=[\"Teal\"]");
}

TEST(Threshold, SaysWhatItExpects) {
  Court court = ordinary();
  EXPECT_EQ(court.judge_one(threshold("ttft.p95 < 1.5s")).expected, "< 1.50 s");
  EXPECT_EQ(court.judge_one(threshold("errors.rate <= 1%")).expected, "<= 1.00%");
  EXPECT_EQ(court.judge_one(threshold("cost_per_hour < $7")).expected, "< $7.00/h");
}

/// Ten seconds of which the third fails half of its requests.
Court one_bad_stretch() {
  Court court;
  for (int second = 0; second < 10; ++second) {
    for (int i = 0; i < 60; ++i) {
      const bool bad = second == 2 && i % 2 == 0;
      metrics::Sample sample = bad ? court.failed(core::Outcome::kHttpError, 500) : court.ok(20);
      sample.at.closed = core::Stamp(std::chrono::seconds{second} + std::chrono::milliseconds{i});
      court.add(sample);
    }
  }
  return court;
}

TEST(Threshold, HoldsInEveryStretchOrNotAtAll) {
  Court court = one_bad_stretch();
  EXPECT_EQ(court.judge_one(threshold("errors.rate < 10%")).verdict, CheckVerdict::kPassed);
  const results::CheckRecord record =
      court.judge_one(threshold("errors.rate < 10%", R"(, "over": "1s")"));
  EXPECT_EQ(record.verdict, CheckVerdict::kFailed);
  EXPECT_EQ(record.observed, "50.0%");
  EXPECT_THAT(record.note, HasSubstr("worst 1 s: from 2 s of the run"));
}

TEST(Threshold, SkipsStretchesWithTooFewRequests) {
  Court court = one_bad_stretch();
  const results::CheckRecord record =
      court.judge_one(threshold("errors.rate < 10%", R"(, "over": "1s", "min_samples": 61)"));
  EXPECT_EQ(record.verdict, CheckVerdict::kNoData);
}

TEST(Threshold, RefusesStretchesThatCannotBe) {
  Court court;
  for (const char* over : {R"("0.1s")", R"("soon")", "30", R"("30")"}) {
    EXPECT_THAT(court.mistakes(
                    "[" + threshold("errors.rate < 1%", std::string(R"(, "over": )") + over) + "]"),
                HasSubstr("over"));
  }
  EXPECT_THAT(court.mistakes("[" + threshold("icl.p50 < 1s", R"(, "over": "30s")") + "]"),
              HasSubstr("whole cells only"));
}

}  // namespace
}  // namespace orbench::verify
