#include "harness/search/maximum/sequential_test.h"

#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::search {
namespace {

constexpr double kLimit = 0.05;

/// Adds batches of 20 whose requests are bad with this chance each, until the test decides.
SequentialTest decided(core::Rng& rng, double share) {
  SequentialTest test(SequentialTest::exact(kLimit));
  while (test.lean() == Lean::kOpen && test.requests() < 20'000) {
    std::int64_t bad = 0;
    for (int i = 0; i < 20; ++i) bad += rng.uniform() < share ? 1 : 0;
    test.add_batch(20, bad);
  }
  return test;
}

TEST(SequentialTest, ErrsInFewSearchesAtItsHypotheses) {
  constexpr int kRuns = 400;
  core::Rng rng(1, "wald");
  int passed_wrongly = 0;
  int failed_wrongly = 0;
  for (int i = 0; i < kRuns; ++i) {
    passed_wrongly += decided(rng, 1.4 * kLimit).lean() == Lean::kPass ? 1 : 0;
    failed_wrongly += decided(rng, 0.7 * kLimit).lean() == Lean::kFail ? 1 : 0;
  }
  EXPECT_LE(passed_wrongly, 0.03 * kRuns);
  EXPECT_LE(failed_wrongly, 0.03 * kRuns);
}

TEST(SequentialTest, NeedsAsManyRequestsAsPlanned) {
  // Mean requests where the share is a part of the limit: the further away, the fewer.
  const auto mean = [](double share) {
    constexpr int kRuns = 200;
    core::Rng rng(2, "wald");
    double sum = 0;
    for (int i = 0; i < kRuns; ++i) sum += static_cast<double>(decided(rng, share).requests());
    return sum / kRuns;
  };
  // Dispersion of one batch is chance as well, so these lie a little above the theory's
  // 174, 331, 284 and 116.
  EXPECT_NEAR(mean(0.02), 200, 40);
  EXPECT_NEAR(mean(0.035), 400, 120);
  EXPECT_NEAR(mean(0.07), 340, 100);
  EXPECT_NEAR(mean(0.10), 150, 40);
}

TEST(SequentialTest, ClumpedFailuresAreWeakerEvidence) {
  SequentialTest even(SequentialTest::exact(kLimit));
  SequentialTest clumped(SequentialTest::exact(kLimit));
  for (int i = 0; i < 12; ++i) {
    even.add_batch(20, 2);
    clumped.add_batch(20, i % 6 == 0 ? 12 : 0);
  }
  EXPECT_EQ(even.bad(), clumped.bad());
  EXPECT_DOUBLE_EQ(even.overdispersion(), 1);
  EXPECT_GT(clumped.overdispersion(), 10);
  EXPECT_EQ(even.lean(), Lean::kFail);
  EXPECT_EQ(clumped.lean(), Lean::kOpen);
}

TEST(SequentialTest, OverdispersionIsBatchVarianceOverThatOfIndependentRequests) {
  SequentialTest test(SequentialTest::exact(kLimit));
  test.add_batch(10, 1);
  test.add_batch(30, 9);
  // p = 1/4: deviations -1.5 and 1.5, their variance 4.5; independent: 40 * 3/16 / 2.
  EXPECT_NEAR(test.overdispersion(), 4.5 / 3.75, 1e-12);
}

TEST(SequentialTest, CorrectedBatchIsAsIfItHadBeenSoFromTheFirst) {
  SequentialTest corrected(SequentialTest::exact(kLimit));
  corrected.add_batch(10, 1);
  corrected.add_batch(30, 5);
  corrected.correct_batch(30, 5, 9);
  SequentialTest plain(SequentialTest::exact(kLimit));
  plain.add_batch(10, 1);
  plain.add_batch(30, 9);
  EXPECT_EQ(corrected.bad(), 10);
  EXPECT_EQ(corrected.requests(), 40);
  EXPECT_NEAR(corrected.overdispersion(), plain.overdispersion(), 1e-12);
}

TEST(SequentialTest, CoarseTestHearsAClearFailureAtOnce) {
  SequentialTest test(SequentialTest::coarse(kLimit));
  test.add_batch(2, 2);
  EXPECT_EQ(test.lean(), Lean::kOpen);
  test.add_batch(1, 1);
  EXPECT_EQ(test.lean(), Lean::kFail);
}

TEST(SequentialTest, LenientLimitLeavesRoomAbove) {
  SequentialTest test(SequentialTest::exact(0.9));
  test.add_batch(100, 100);
  EXPECT_EQ(test.lean(), Lean::kFail);
  SequentialTest rare(SequentialTest::exact(0.9));
  rare.add_batch(100, 10);
  EXPECT_EQ(rare.lean(), Lean::kPass);
}

TEST(SequentialTest, KnowsNothingOfNothing) {
  SequentialTest test(SequentialTest::exact(kLimit));
  test.add_batch(0, 0);
  EXPECT_EQ(test.lean(), Lean::kOpen);
  EXPECT_DOUBLE_EQ(test.overdispersion(), 1);
}

}  // namespace
}  // namespace orbench::search
