#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/calibration/judgement.h"

namespace orbench::cli {
namespace {

using results::CalibrationVerdict;
using testing::HasSubstr;

constexpr auto kGood = CalibrationVerdict::kGood;
constexpr auto kNoisy = CalibrationVerdict::kNoisy;
constexpr auto kBroken = CalibrationVerdict::kBroken;

TEST(JudgeCounts, EveryRequestIsPlannedRecordedServedAndOk) {
  EXPECT_EQ(judge_counts({100, 100, 0, 120, 120}).verdict, kGood);
  const struct {
    RequestCounts counts;
    const char* note;
  } rows[] = {{{0, 0, 0, 0, 0}, "no request was planned"},
              {{100, 99, 0, 100, 100}, "100 arrivals were planned, 99 recorded"},
              {{100, 100, 0, 100, 101}, "100 requests were sent, the server read 101"},
              {{100, 100, 3, 100, 100}, "3 requests failed"}};
  for (const auto& row : rows) {
    const results::PartEnd end = judge_counts(row.counts);
    EXPECT_EQ(end.verdict, kBroken) << row.note;
    EXPECT_EQ(end.note, row.note);
  }
}

TEST(JudgePacing, ABusyMachineIsNoisyAndOnlyEarlyRequestsAreBroken) {
  const auto judged = [](double rate_error, double p50, double p99) {
    results::PacingError pacing;
    pacing.rate_error = rate_error;
    pacing.send_lag_p50_us = p50;
    pacing.send_lag_p99_us = p99;
    return judge_pacing(pacing).verdict;
  };
  EXPECT_EQ(judged(0, 20, 90), kGood);
  EXPECT_EQ(judged(-0.2, 20, 90), kNoisy);
  EXPECT_EQ(judged(0, 20, 60'000), kNoisy);
  EXPECT_EQ(judged(0, -5, 90), kBroken);
}

TEST(JudgeStamps, OnlyStampsOfAnotherClockAreBroken) {
  const auto judged = [](std::int64_t instants, double p50, double p99, double quantile) {
    results::StampError error;
    error.instants = instants;
    error.p50_us = p50;
    error.p99_us = p99;
    error.quantiles = {{50, 20, 20 * (1 + quantile), quantile}};
    return judge_stamps(error).verdict;
  };
  EXPECT_EQ(judged(100, 20, 80, 0.01), kGood);
  EXPECT_EQ(judged(100, 20, 9000, 0.01), kNoisy);
  EXPECT_EQ(judged(100, 20, 80, -0.2), kNoisy);
  EXPECT_EQ(judged(100, 1e9, 1e9, 0.01), kBroken);
  EXPECT_EQ(judged(0, 0, 0, 0), kBroken) << "nothing to compare is no pass";
}

TEST(JudgeStall, ResponseTimeMustShowItAndServiceTimeMustNot) {
  const auto judged = [](double response, double service, bool limited = false) {
    results::StallTest stall;
    stall.expected_p99_ms = 900;
    stall.response_p99_ms = response;
    stall.service_p99_ms = service;
    return judge_stall(stall, limited);
  };
  EXPECT_EQ(judged(905, 2).verdict, kGood);
  EXPECT_EQ(judged(1400, 2).verdict, kNoisy) << "slow to catch up";
  EXPECT_EQ(judged(3, 2).verdict, kBroken) << "coordinated omission";
  EXPECT_THAT(judged(3, 2).note, HasSubstr("hides the stall"));
  EXPECT_EQ(judged(905, 890).verdict, kBroken) << "both from the same start";
  EXPECT_EQ(judged(3, 2, true).verdict, kNoisy) << "a machine that cannot keep up cannot tell";
  EXPECT_EQ(judged(905, 890, true).verdict, kNoisy);
  EXPECT_EQ(judged(905, 2, true).verdict, kGood) << "it kept up where it mattered";
}

TEST(Worse, KeepsTheNoteOfTheWorse) {
  EXPECT_EQ(worse({kNoisy, "a"}, {kBroken, "b"}).note, "b");
  EXPECT_EQ(worse({kNoisy, "a"}, {kGood, ""}).note, "a");
  EXPECT_EQ(worse({kNoisy, "a"}, {kNoisy, "b"}).note, "a") << "the first of equals";
}

}  // namespace
}  // namespace orbench::cli
