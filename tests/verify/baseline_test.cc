#include "harness/verify/baseline.h"

#include <cmath>
#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using results::RunDigest;
using testing::HasSubstr;

/// A run of one cell with a median time to first token.
RunDigest run(double ttft_ms, std::int64_t ok = 400) {
  RunDigest out;
  out.id = "run";
  out.seed = 1;
  out.against_mock = true;
  results::CellDigest cell;
  cell.identity.workload = "chat";
  cell.counters.outcomes[static_cast<std::size_t>(core::Outcome::kOk)] = ok;
  cell.counters.output_tokens = 20 * ok;
  cell.figures["ttft.p50"] = {ttft_ms, std::log(ttft_ms), 0.01, 20, ok};
  out.cells = {cell};
  return out;
}

BaselineTerms terms(std::optional<double> max_added_ms) {
  BaselineTerms out;
  out.comparison.primary = {results::parse_comparand("ttft.p50").value()};
  out.max_added_ms = max_added_ms;
  return out;
}

BaselineJudgement judged(const RunDigest& baseline, const RunDigest& now, const BaselineTerms& by) {
  return judge_against(std::span(&baseline, 1), now, by);
}

TEST(Baseline, JudgesScriptedTimesByWhatWasAdded) {
  EXPECT_EQ(judged(run(20), run(29), terms(10)).verdict, CheckVerdict::kPassed);
  const BaselineJudgement worse = judged(run(20), run(31), terms(10));
  EXPECT_EQ(worse.verdict, CheckVerdict::kFailed);
  EXPECT_THAT(worse.note, HasSubstr("11.0 ms more than 20.0 ms"));
}

TEST(Baseline, WantsTheSameCountsOfTheSameSeed) {
  const BaselineJudgement fewer = judged(run(20), run(20, 399), terms(10));
  EXPECT_EQ(fewer.verdict, CheckVerdict::kFailed);
  EXPECT_THAT(fewer.note, HasSubstr("ok of chat: 399, was 400"));
  EXPECT_THAT(fewer.note, HasSubstr("output tokens of chat: 7,980, was 8,000"));
  RunDigest other_seed = run(20, 399);
  other_seed.seed = 2;
  EXPECT_THAT(judged(run(20), other_seed, terms(10)).note, testing::Not(HasSubstr("was 400")));
  BaselineTerms uncounted = terms(10);
  uncounted.counts = false;
  EXPECT_EQ(judged(run(20), run(20, 399), uncounted).verdict, CheckVerdict::kPassed);
}

TEST(Baseline, CannotTellARegressionFromOneRunByTheClock) {
  const BaselineJudgement found = judged(run(20), run(40), terms({}));
  EXPECT_EQ(found.verdict, CheckVerdict::kUndecided);
  EXPECT_THAT(found.note, HasSubstr("time not separated: the baseline has 1 of the 5 runs"));
}

TEST(Baseline, TellsARegressionFromFiveRuns) {
  std::vector<RunDigest> baseline;
  for (const double ttft : {20.0, 20.2, 19.9, 20.1, 19.8}) baseline.push_back(run(ttft));
  EXPECT_EQ(judge_against(baseline, run(40), terms({})).verdict, CheckVerdict::kFailed);
  EXPECT_EQ(judge_against(baseline, run(20.1), terms({})).verdict, CheckVerdict::kPassed);
}

TEST(Baseline, HasNoDataWithoutACommonCell) {
  RunDigest other = run(20);
  other.cells[0].identity.workload = "embeddings";
  BaselineTerms uncounted = terms(10);
  uncounted.counts = false;
  EXPECT_EQ(judged(run(20), other, uncounted).verdict, CheckVerdict::kNoData);
  EXPECT_THAT(judged(run(20), other, terms(10)).note, HasSubstr("chat is gone"));
}

/// A baseline file made of the court's own run, and the check that names it.
std::string regression(const support::TemporaryFolder& folder, const RunDigest& kept,
                       const std::string& more) {
  const std::string path = folder.write("base.json", results::encode_baseline(std::span(&kept, 1)));
  return R"({"regression":{"baseline":")" + path + "\"" + more + "}}";
}

TEST(RegressionCheck, EndsARunThatGotWorseWithItsOwnStatus) {
  const support::TemporaryFolder folder;
  RunDigest kept = run(20);
  kept.against_mock = false;  // as the court's run is
  kept.cells[0].identity = Court().cells[0];
  const std::string check =
      regression(folder, kept, R"(,"metrics":["ttft.p50"],"max_worse":"10%")");
  std::vector<RunDigest> five(5, kept);
  const double means[] = {2.99, 3.0, 3.01, 2.995, 3.005};
  for (std::size_t i = 0; i < five.size(); ++i)
    five[i].cells[0].figures["ttft.p50"].mean = means[i];
  folder.write("base.json", results::encode_baseline(five));
  Court court;
  for (int i = 0; i < 100; ++i) court.add(court.ok(40 + i % 5));
  const results::Verdict verdict = court.judge("[" + check + "]");
  EXPECT_EQ(verdict.status, results::RunStatus::kRegressed);
  EXPECT_EQ(verdict.exit_code, 5);
  EXPECT_THAT(verdict.checks.back().note, HasSubstr("ttft.p50 of chat"));
}

TEST(RegressionCheck, RefusesWhatItCannotUse) {
  const support::TemporaryFolder folder;
  Court court;
  EXPECT_THAT(court.mistakes(R"([{"regression":{"baseline":"/nowhere/at/all"}}])"),
              HasSubstr("/nowhere/at/all"));
  const auto with = [&folder](const std::string& more) {
    return "[" + regression(folder, run(20), more) + "]";
  };
  EXPECT_THAT(court.mistakes(with(R"(,"metrics":["tttf.p50"])")), HasSubstr("ttft"));
  EXPECT_THAT(court.mistakes(with(R"(,"max_worse":"a lot")")), HasSubstr("a percentage"));
  EXPECT_THAT(court.mistakes(with(R"(,"max_wurst":"10%")")), HasSubstr("max_worse"));
  EXPECT_THAT(court.mistakes(R"([{"regression":{}}])"), HasSubstr("baseline"));
}

}  // namespace
}  // namespace orbench::verify
