#include "harness/metrics/timeline.h"

#include <limits>

#include <gtest/gtest.h>

#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using core::Outcome;

Sample ended_at(Outcome outcome, double dispatched_ms, double closed_ms) {
  Sample s = failed(outcome, closed_ms);
  s.at.dispatched = at_ms(dispatched_ms);
  return s;
}

TEST(Timeline, PutsEachEventIntoItsSecond) {
  Timeline t;
  t.add(ended_at(Outcome::kOk, 100, 999));
  t.add(ended_at(Outcome::kOk, 900, 1000));
  t.add(ended_at(Outcome::kHttpError, 1500, 2500));
  t.add(ended_at(Outcome::kCancelled, 1600, 2600));
  t.add(failed(Outcome::kNotSent));
  ASSERT_EQ(t.points().size(), 3U);
  EXPECT_EQ(t.points()[0].started, 2);
  EXPECT_EQ(t.points()[0].ended, 1);
  EXPECT_EQ(t.points()[1].started, 2);
  EXPECT_EQ(t.points()[1].ok, 1);
  EXPECT_EQ(t.points()[2].ended, 2);
  EXPECT_EQ(t.points()[2].ok, 0);
  EXPECT_EQ(t.points()[2].errors, 1);
}

TEST(Timeline, RecordsFirstTokensWhenTheyCame) {
  Timeline t;
  Sample s = ok_stream();
  s.at.first_answer = at_ms(1200);
  s.at.closed = at_ms(3000);
  t.add(s);
  Sample broken = s;
  broken.outcome = Outcome::kTruncated;
  t.add(broken);
  ASSERT_EQ(t.points().size(), 4U);
  EXPECT_EQ(t.points()[1].ttft.count(), 1);
  EXPECT_EQ(t.points()[1].ttft.max(), 1'195'000);
  EXPECT_EQ(t.points()[3].cost, core::Usd::from_dollars(0.005));
}

TEST(Timeline, FoldsNeighboursWhenTheRunIsLong) {
  Timeline t;
  constexpr double kHourMs = 3'600'000;
  for (double ms = 500; ms < kHourMs; ms += 1000) t.add(ended_at(Outcome::kOk, ms, ms));
  EXPECT_EQ(t.interval(), std::chrono::seconds{1});
  EXPECT_EQ(t.points().size(), Timeline::kMaxPoints);
  t.add(ended_at(Outcome::kOk, kHourMs, kHourMs));
  EXPECT_EQ(t.interval(), std::chrono::seconds{2});
  ASSERT_EQ(t.points().size(), Timeline::kMaxPoints / 2 + 1);
  for (std::size_t i = 0; i + 1 < t.points().size(); ++i) ASSERT_EQ(t.points()[i].ended, 2);
  EXPECT_EQ(t.points().back().ended, 1);
}

TEST(Timeline, StaysBoundedForAnyStamp) {
  Timeline t;
  t.add(ended_at(Outcome::kOk, -5000, 10));
  Sample s = failed(Outcome::kOk);
  s.at.closed = core::Stamp(core::Duration{std::numeric_limits<std::int64_t>::max()});
  t.add(s);
  EXPECT_LE(t.points().size(), Timeline::kMaxPoints);
  EXPECT_EQ(t.points().front().started, 2);
  EXPECT_EQ(t.points().back().ended, 1);
}

TEST(Timeline, MergesIntervalsOfDifferentLength) {
  Timeline fine;
  fine.add(ended_at(Outcome::kOk, 1500, 5500));
  Timeline coarse;
  coarse.add(ended_at(Outcome::kOk, 0, 4'000'000));
  ASSERT_EQ(coarse.interval(), std::chrono::seconds{2});
  Timeline into_fine = fine;
  into_fine.merge(coarse);
  coarse.merge(fine);
  for (const Timeline& merged : {into_fine, coarse}) {
    EXPECT_EQ(merged.interval(), std::chrono::seconds{2});
    ASSERT_EQ(merged.points().size(), 2001U);
    EXPECT_EQ(merged.points()[0].started, 2);
    EXPECT_EQ(merged.points()[2].ended, 1);
    EXPECT_EQ(merged.points()[2000].ended, 1);
  }
}

}  // namespace
}  // namespace orbench::metrics
