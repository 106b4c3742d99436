#include <cmath>

#include <gtest/gtest.h>

#include "harness/cli/calibration/figures.h"

namespace orbench::cli {
namespace {

using core::Duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(DistanceOutside, IsZeroInsideThePairAndSignedOutside) {
  const struct {
    int measured;
    int distance;
    const char* why;
  } rows[] = {{7, -3, "before the write"},
              {10, 0, "just before the write call"},
              {15, 0, "inside the call"},
              {20, 0, "as it returned"},
              {26, 6, "after it"}};
  for (const auto& row : rows) {
    const TokenInstants token{microseconds(row.measured), microseconds(10), microseconds(20)};
    EXPECT_EQ(distance_outside(token), microseconds(row.distance)) << row.why;
  }
}

TEST(StampError, TakesDistancesBySizeAndCountsTheEarlyOnes) {
  std::vector<TokenInstants> tokens;
  for (int i = 1; i <= 98; ++i) tokens.push_back({microseconds(20 + i), {}, microseconds(20)});
  tokens.push_back({microseconds(0), microseconds(500), microseconds(600)});
  tokens.push_back({microseconds(900), {}, microseconds(100)});
  const results::StampError error = stamp_error("kernel", tokens);
  EXPECT_EQ(error.stamps, "kernel");
  EXPECT_EQ(error.instants, 100);
  EXPECT_EQ(error.early, 1);
  EXPECT_DOUBLE_EQ(error.p50_us, 50);
  EXPECT_DOUBLE_EQ(error.p99_us, 500);
  EXPECT_DOUBLE_EQ(error.max_us, 800);
}

TEST(StampError, OfNoTokenIsEmpty) {
  const results::StampError error = stamp_error("callback", {});
  EXPECT_EQ(error.instants, 0);
  EXPECT_EQ(error.max_us, 0);
}

TEST(QuantileErrors, CompareNearestRanksWithTheHistogram) {
  std::vector<Duration> truth;
  metrics::Histogram measured;
  for (int i = 100; i >= 1; --i) {
    truth.emplace_back(milliseconds(i));
    measured.record(i * 1020);  // 2 % too late
  }
  const auto errors = quantile_errors(truth, measured);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[1].q, 90);
  EXPECT_DOUBLE_EQ(errors[1].true_ms, 90);
  for (const results::QuantileError& error : errors) EXPECT_NEAR(error.error, 0.02, 0.0015);
}

TEST(QuantileErrors, NeedBothSides) {
  metrics::Histogram measured;
  EXPECT_TRUE(quantile_errors({milliseconds(1)}, measured).empty());
  measured.record(1);
  EXPECT_TRUE(quantile_errors({}, measured).empty());
}

TEST(PacingError, CountsWhatLeftInTheWindowAndHowLate) {
  const std::vector<SentArrival> arrivals = {
      {milliseconds(0), core::Stamp(microseconds(40))},
      {milliseconds(1), core::Stamp(microseconds(1060))},
      {milliseconds(2), core::Stamp(microseconds(2080))},
      {milliseconds(3), core::Stamp(microseconds(4500))},  // after the window
      {milliseconds(3), core::Stamp()}};                   // never
  const results::PacingError error = pacing_error(arrivals, milliseconds(4));
  EXPECT_EQ(error.sent, 3);
  EXPECT_DOUBLE_EQ(error.send_lag_p50_us, 60);
  EXPECT_DOUBLE_EQ(error.send_lag_p99_us, 1500);
  EXPECT_EQ(pacing_error({}, milliseconds(4)).sent, 0);
}

TEST(StallExpectation, IsTheStallLessAHundredthOfTheWindow) {
  EXPECT_DOUBLE_EQ(expected_stall_p99_ms(1, 10), 900);
  EXPECT_DOUBLE_EQ(expected_stall_p99_ms(0.05, 10), 0) << "too short to reach one in a hundred";
}

TEST(StallExpectation, IsWhatAConstantScheduleShows) {
  // Arrivals every half millisecond for 10 s; those of [3 s, 4 s) wait until the stall ends.
  metrics::Histogram waits;
  for (int i = 0; i < 20'000; ++i) {
    const int at_us = i * 500;
    const bool caught = at_us >= 3'000'000 && at_us < 4'000'000;
    waits.record(caught ? 4'000'000 - at_us : 1);
  }
  const double p99_ms = static_cast<double>(waits.value_at(core::Percentile{99})) / 1e3;
  EXPECT_NEAR(p99_ms, expected_stall_p99_ms(1, 10), 2);
}

TEST(StallOpenLimit, StaysUnderOneInAHundred) {
  EXPECT_EQ(stall_open_limit(20'000), 80);
  EXPECT_EQ(stall_open_limit(120), 1);
  EXPECT_EQ(stall_open_limit(0), 1);
}

TEST(AffordableRate, LeavesHalfACoreIdle) {
  const struct {
    double cpu_share;
    double rate;
    const char* why;
  } rows[] = {{0.1, 2000, "an idle machine takes what is wanted"},
              {0.25, 2000, "just enough"},
              {0.4, 1200, "in steps"},
              {0.9, 500, "hardly any room"},
              {20, 100, "never below one step"},
              {0, 2000, "unknown"},
              {std::nan(""), 2000, "no figure"}};
  for (const auto& row : rows) {
    EXPECT_DOUBLE_EQ(affordable_rate(2000, 1000, row.cpu_share), row.rate) << row.why;
  }
}

}  // namespace
}  // namespace orbench::cli
