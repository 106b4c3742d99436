#include "harness/metrics/interval.h"

#include <array>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "harness/metrics/recorder.h"
#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kBlocks = 4;

Recorder two_cells() {
  const Recorder::CellPlan plan{{core::Duration{0}, seconds{60}}, kBlocks};
  Recorder recorder({plan, plan});
  recorder.keep_intervals();
  return recorder;
}

/// Every count of a metric over a block is in the block's intervals, and nothing else is.
void expect_sum(const Recorder& recorder, std::span<const Interval> intervals) {
  for (std::uint32_t cell = 0; cell < recorder.cells().size(); ++cell) {
    for (std::int32_t block = 0; block < kBlocks; ++block) {
      MetricSet sum;
      for (const Interval& interval : intervals) {
        const auto found = interval.sets.find({cell, block});
        if (found != interval.sets.end()) sum.merge(found->second);
      }
      const MetricSet& whole = recorder.cells()[cell].blocks[static_cast<std::size_t>(block)].ok;
      for (const MetricInfo& metric : all_metrics()) {
        const Histogram* part = sum.find(metric.id);
        const Histogram* expected = whole.find(metric.id);
        ASSERT_EQ(part == nullptr, expected == nullptr) << metric.name;
        if (part != nullptr) {
          EXPECT_EQ(*part, *expected) << metric.name;
        }
      }
    }
  }
}

TEST(Interval, TakenAtAnyTimesAddUpToTheBlocks) {
  Recorder recorder = two_cells();
  core::Rng rng(11, "interval");
  const std::array<std::uint32_t, 3> gaps = {5'000, 7'000, 900'000};
  std::vector<Interval> intervals;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    recorder.add(random_sample(rng, i), {gaps});
    if (rng.below(100) == 0) {
      intervals.push_back(recorder.take_interval(milliseconds{static_cast<std::int64_t>(i)}));
    }
  }
  intervals.push_back(recorder.take_interval(seconds{2}));
  EXPECT_GT(intervals.size(), 5U);
  expect_sum(recorder, intervals);
}

TEST(Interval, MergedIsTheSumAndCoversBothTimes) {
  Recorder recorder = two_cells();
  recorder.add(ok_stream());
  Interval first = recorder.take_interval(seconds{1});
  recorder.add(ok_stream());
  recorder.add(ok_plain());
  first.merge(recorder.take_interval(seconds{3}));
  EXPECT_EQ(first.start, core::Duration{0});
  EXPECT_EQ(first.end, seconds{3});
  expect_sum(recorder, {&first, 1});
}

TEST(Interval, LeavesOutWhatCameBeforeTheyWereKept) {
  Recorder recorder({Recorder::CellPlan{}});
  recorder.add(ok_stream());
  recorder.keep_intervals();
  EXPECT_TRUE(recorder.take_interval(seconds{1}).sets.empty());
}

TEST(Interval, BeginsWhereTheOneBeforeEnded) {
  Recorder recorder = two_cells();
  EXPECT_TRUE(recorder.take_interval(seconds{1}).sets.empty());
  const Interval second = recorder.take_interval(seconds{4});
  EXPECT_EQ(second.start, seconds{1});
  EXPECT_EQ(second.end, seconds{4});
}

TEST(Interval, HoldsOnlyWhatTheBlocksHold) {
  Recorder recorder = two_cells();
  Sample warmup = ok_stream();
  warmup.phase = Phase::kWarmup;
  warmup.block = -1;
  Sample cached = ok_stream();
  cached.cached = true;
  for (const Sample& sample : {warmup, cached, failed(core::Outcome::kTruncated)}) {
    recorder.add(sample);
  }
  EXPECT_TRUE(recorder.take_interval(seconds{1}).sets.empty());
}

TEST(Interval, IsKeptOnlyWhenAskedFor) {
  Recorder recorder({{{core::Duration{0}, seconds{60}}, 1}});
  recorder.add(ok_stream());
  EXPECT_TRUE(recorder.take_interval(seconds{1}).sets.empty());
}

TEST(Recorder, EndsWindowsThatTheRunDidNotLiveToSee) {
  Recorder recorder({{{seconds{1}, seconds{60}}, 1}, {{seconds{1}, {}}, 1}});
  recorder.end_windows(seconds{20});
  EXPECT_EQ(recorder.cells()[0].window.end, seconds{20});
  EXPECT_FALSE(recorder.cells()[1].window.end) << "it ends with its last request";
  recorder.end_windows(seconds{90});
  EXPECT_EQ(recorder.cells()[0].window.end, seconds{20});
}

}  // namespace
}  // namespace orbench::metrics
