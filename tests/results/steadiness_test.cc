#include "results/steadiness.h"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "results/summarize.h"
#include "tests/results/cell_builder.h"

namespace orbench::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(KendallTrend, IsExactForShortSeriesWithoutTies) {
  EXPECT_NEAR(kendall_trend(std::vector<double>{1, 2, 3, 4, 5, 6}).p, 2.0 / 720, 1e-12)
      << "one order of 720 rises all the way, one falls";
  EXPECT_NEAR(kendall_trend(std::vector<double>{1, 2, 3, 5, 4}).p, 2.0 * 5 / 120, 1e-12)
      << "one order without an inversion and four with one";
  EXPECT_EQ(kendall_trend(std::vector<double>{6, 5, 4, 3, 2, 1}).tau, -1);
  EXPECT_EQ(kendall_trend(std::vector<double>{2, 1, 3}).p, 1) << "2 x P(at most 1 of 3) is capped";
}

TEST(KendallTrend, HasNoneInShortOrConstantSeries) {
  EXPECT_EQ(kendall_trend({}).p, 1);
  EXPECT_EQ(kendall_trend(std::vector<double>{4}).p, 1);
  EXPECT_EQ(kendall_trend(std::vector<double>(20, 4.0)).p, 1);
}

TEST(KendallTrend, ApproximationMeetsTheExactValue) {
  std::vector<double> values(40);
  std::iota(values.begin(), values.end(), 0.0);
  core::Rng rng(3, "kendall");
  for (int i = 0; i < 400; ++i) std::swap(values[rng.below(40)], values[rng.below(40)]);
  for (double& value : values) value += 1000;
  const Trend exact = kendall_trend(values);
  // The 41st value lies in the middle, so it hardly changes the trend but switches the method.
  values.insert(values.begin() + 20, 1019.5);
  EXPECT_NEAR(kendall_trend(values).p, exact.p, 0.05);
}

TEST(KendallTrend, SeesARiseThroughTies) {
  std::vector<double> values;
  for (int i = 0; i < 20; ++i) values.push_back(i / 4);
  const Trend trend = kendall_trend(values);
  EXPECT_LT(trend.p, 1e-4);
  EXPECT_GT(trend.tau, 0.8);
}

TEST(KendallTrend, RaisesFewFalseAlarms) {
  int alarms = 0;
  for (std::uint64_t run = 0; run < 1000; ++run) {
    core::Rng rng(11, "alarms", run);
    std::vector<double> values(20);
    for (double& value : values) value = rng.normal();
    if (kendall_trend(values).p < kNotSteadyP) ++alarms;
  }
  EXPECT_LE(alarms, 20) << "1 % is promised";
  EXPECT_GE(alarms, 2);
}

/// One request at a time, 100 ms each, through the whole window of ten seconds.
CellBuilder back_to_back(int count) {
  CellBuilder builder;
  for (int i = 0; i < count; ++i) {
    metrics::Sample sample = builder.sent(i * 20 / count);
    const core::Stamp start(std::chrono::milliseconds{100 * i});
    sample.at.intended = sample.at.admitted = sample.at.dispatched = sample.at.sent = start;
    sample.outcome = core::Outcome::kOk;
    sample.at.first_answer = CellBuilder::after(sample, 50 + (i * 7) % 11);
    sample.at.last_token = sample.at.done = sample.at.closed = CellBuilder::after(sample, 100);
    builder.add(sample);
  }
  return builder;
}

TEST(Steadiness, IsSilentAboutASteadyCell) {
  CellBuilder builder = back_to_back(100);
  EXPECT_THAT(steadiness_notes(builder.cell(), summarize_figures(builder.cell(), {})),
              ElementsAre());
}

TEST(Steadiness, NamesADriftAndItsDirection) {
  CellBuilder builder;
  for (int i = 0; i < 200; ++i) builder.ok(100 + i, i / 10);
  const auto notes = steadiness_notes(builder.cell(), {});
  ASSERT_FALSE(notes.empty());
  EXPECT_THAT(notes.front(), HasSubstr("not steady: block medians of ttft rise"));
}

TEST(Steadiness, JudgesPlainRepliesByTheWholeRequest) {
  CellBuilder builder;
  for (int i = 0; i < 200; ++i) {
    metrics::Sample sample = builder.sent(i / 10);
    sample.stream = false;
    sample.outcome = core::Outcome::kOk;
    sample.at.headers = sample.at.done = sample.at.closed = CellBuilder::after(sample, 500 - i);
    builder.add(sample);
  }
  EXPECT_THAT(steadiness_notes(builder.cell(), {}).front(), HasSubstr("block medians of e2e fall"));
}

TEST(Steadiness, MarksAWindowThatLittlesLawContradicts) {
  CellBuilder builder = back_to_back(100);
  // Half of the open time outside the requests that ended: a backlog that the window cut off.
  builder.cell().busy_in_window += std::chrono::seconds{5};
  EXPECT_THAT(
      steadiness_notes(builder.cell(), summarize_figures(builder.cell(), {})),
      ElementsAre(HasSubstr("little's law: 1.5 in flight on average, but 9.9/s x 0.1 s = 0.99")));
}

TEST(Steadiness, LeavesLittlesLawAloneWhenManyRequestsHaveNoTimes) {
  CellBuilder builder = back_to_back(100);
  builder.cell().busy_in_window += std::chrono::seconds{5};
  builder.failed(core::Outcome::kHttpError, 10);
  EXPECT_THAT(steadiness_notes(builder.cell(), summarize_figures(builder.cell(), {})),
              ElementsAre());
}

}  // namespace
}  // namespace orbench::results
