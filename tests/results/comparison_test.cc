#include "results/compare/comparison.h"

#include <cmath>

#include <gtest/gtest.h>

#include "results/compare/compare_cells.h"
#include "tests/results/comparing.h"

namespace orbench::results {
namespace {

using metrics::CellRecord;

/// Every cell against the first.
Comparison compared(const std::vector<CellRecord>& records, const ComparisonTerms& terms,
                    std::uint64_t seed = 1) {
  std::vector<ComparedCell> cells;
  std::vector<CellPair> pairs;
  for (std::size_t i = 0; i < records.size(); ++i) {
    cells.push_back({identity(std::to_string(i)), &records[i]});
    if (i > 0) pairs.push_back({0, i});
  }
  return compare_cells(cells, pairs, terms, seed);
}

TEST(CompareCells, CallsASlowerCellWorseAndAFasterOneBetter) {
  const Comparison found = compared(simulated({}, {1, 1.4, 1 / 1.4}, 1), default_terms(false));
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kWorse);
  EXPECT_NEAR(*figure(found, "ttft.p50").effect, 0.4, 0.15);
  EXPECT_LT(*figure(found, "ttft.p50").lo, *figure(found, "ttft.p50").effect);
  EXPECT_GT(*figure(found, "ttft.p50").lo, 0);
  EXPECT_EQ(figure(found, "ttft.p50", 1).verdict, ComparisonVerdict::kBetter);
  EXPECT_EQ(found.pairs[1].candidate, "only=2");
  EXPECT_EQ(found.pairs[1].common, "stream=true");
  EXPECT_EQ(found.family, 6) << "two quantiles and the errors of two pairs";
}

TEST(CompareCells, CallsAlikeCellsEqualWhenThereIsEnoughToTell) {
  const SimulatedService large{.45, .05, .0, 20, 1000};
  const Comparison found = compared(simulated(large, {1, 1}, 2), default_terms(false));
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kEqual);
}

TEST(CompareCells, LeavesSmallDataUndecidedAndSaysHowMuchMoreWouldTell) {
  const SimulatedService small{.45, .05, .02, 10, 12};
  const Comparison found = compared(simulated(small, {1, 1.05}, 3), default_terms(false));
  const ComparedFigure& p50 = figure(found, "ttft.p50");
  EXPECT_EQ(p50.verdict, ComparisonVerdict::kUndecided);
  EXPECT_GT(*p50.detectable, 0.10);
  EXPECT_GT(p50.units_needed, p50.units);
}

TEST(CompareCells, NeedsEightBlocks) {
  const SimulatedService short_run{.1, .0, .0, 7, 50};
  const Comparison found = compared(simulated(short_run, {1, 3}, 4), default_terms(false));
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kUndecided);
  EXPECT_NE(figure(found, "ttft.p50").note.find("needs 8"), std::string::npos);
  EXPECT_TRUE(figure(found, "ttft.p50").effect);
}

TEST(CompareCells, JudgesErrorsInPointsAndNeverPraisesAFastFailure) {
  std::vector<CellRecord> cells = simulated({}, {1, 0.5}, 5);
  for (metrics::BlockRecord& block : cells[1].blocks) {
    block.counters.outcomes[static_cast<std::size_t>(core::Outcome::kHttpError)] += 10;
  }
  const Comparison found = compared(cells, default_terms(false));
  EXPECT_EQ(figure(found, "errors.rate").verdict, ComparisonVerdict::kWorse);
  EXPECT_NEAR(*figure(found, "errors.rate").effect, 10.0 / 60, 1e-9);
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kUndecided);
  EXPECT_NE(figure(found, "ttft.p50").note.find("more requests failed"), std::string::npos);
}

TEST(CompareCells, DoesNotCallErrorsEqualBecauseNoneHappenedInAHandfulOfRequests) {
  const SimulatedService handful{.45, .05, .02, 10, 10};
  const Comparison few = compared(simulated(handful, {1, 1}, 6), default_terms(false));
  EXPECT_EQ(figure(few, "errors.rate").verdict, ComparisonVerdict::kUndecided);
  EXPECT_NEAR(*figure(few, "errors.rate").hi, 0.03, 1e-9);
  const Comparison many = compared(simulated({}, {1, 1}, 6), default_terms(false));
  EXPECT_EQ(figure(many, "errors.rate").verdict, ComparisonVerdict::kEqual);
}

TEST(CompareCells, SaysWhenLongerAnswersMayExplainLongerTimes) {
  std::vector<CellRecord> cells = simulated({}, {1, 1}, 7);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (metrics::BlockRecord& block : cells[i].blocks) {
      for (int k = 0; k < 50; ++k) {
        block.ok.record(metrics::MetricId::e2e, 500);
        block.ok.record(metrics::MetricId::output_tokens, i == 0 ? 100 : 150);
      }
    }
  }
  const Comparison found = compared(cells, default_terms(false));
  EXPECT_NE(figure(found, "e2e.p50").note.find("not like for like: 1.50"), std::string::npos);
  EXPECT_EQ(figure(found, "e2e.p50").verdict, ComparisonVerdict::kNotTested);
  EXPECT_EQ(figure(found, "ttft.p50").note, "");
}

TEST(CompareCells, KeepsReasoningAndPlainModelsApart) {
  std::vector<CellRecord> cells = simulated({}, {1, 5}, 8);
  for (metrics::BlockRecord& block : cells[1].blocks) {
    for (int k = 0; k < 50; ++k) block.ok.record(metrics::MetricId::reasoning_tokens, 40);
  }
  const Comparison found = compared(cells, default_terms(false));
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kUndecided);
  EXPECT_FALSE(figure(found, "ttft.p50").effect);
}

TEST(CompareCells, JudgesWhatIsDeclaredAndSaysWhereItIsMissing) {
  ComparisonTerms terms = default_terms(false);
  terms.primary = {parse_comparand("ttft.gmean").value(), parse_comparand("itl.p50").value()};
  const Comparison found = compared(simulated({}, {1, 1.4}, 9), terms);
  EXPECT_EQ(figure(found, "ttft.gmean").verdict, ComparisonVerdict::kWorse);
  EXPECT_EQ(figure(found, "itl.p50").verdict, ComparisonVerdict::kUndecided);
  EXPECT_EQ(found.family, 1);
}

TEST(CompareWorkloads, ComparesCellsInsideEachWorkload) {
  std::vector<CellRecord> records = simulated({}, {1, 1.4, 1}, 10);
  std::vector<CellIdentity> identities = {identity("a"), identity("b"), identity("c")};
  identities[2].workload = "other";
  const std::vector<ComparisonTerms> terms(3);
  const auto found = compare_workloads(records, identities, terms, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].pairs.size(), 1U);
}

// The promises of statistics.md section 5, on the implementation itself. Four cells against each
// other by two figures, so that the family is one as it is used.

TEST(CompareCells, ErrsAboutAlikeCellsAsOftenAsAlphaSays) {
  // A large alpha, so that a few hundred comparisons tell; blocks so few that all sign patterns are
  // tried; and no change too small to be told, so that p alone decides.
  constexpr int kRuns = 300;
  ComparisonTerms terms = default_terms(false);
  terms.primary = {parse_comparand("ttft.p50").value(), parse_comparand("ttft.gmean").value()};
  terms.alpha = 0.2;
  terms.detect = 1e-9;
  int false_alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    const auto cells = simulated({.03, .005, .001, 10, 10}, {1, 1, 1, 1}, seed);
    false_alarms += alarms(compared(cells, terms)) ? 1 : 0;
  }
  const double chance = 3 * std::sqrt(kRuns * terms.alpha * (1 - terms.alpha));
  EXPECT_NEAR(false_alarms, kRuns * terms.alpha, chance);
}

TEST(CompareCells, RaisesFalseAlarmsNoMoreOftenThanPromised) {
  if (!in_full()) GTEST_SKIP() << kOnlyInFull;
  constexpr int kRuns = 1000;
  int false_alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    const auto cells = simulated({.30, .05, .01, 12, 40}, {1, 1, 1, 1}, 1000 + seed);
    false_alarms += alarms(compared(cells, two_quantiles(), seed)) ? 1 : 0;
  }
  RecordProperty("false_alarms", false_alarms);
  EXPECT_LE(false_alarms, 18) << "of " << kRuns;
}

TEST(CompareCells, FindsTheAnnouncedShiftWithTheAnnouncedBlocks) {
  const int runs = repetitions(12, 1000);
  const double wanted = repetitions(75, 95) / 100.0;
  int found = 0;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    SimulatedService service{.30, .05, .01, 20, 50};
    const Comparison pilot = compared(simulated(service, {1, 1}, 5000 + seed), two_quantiles());
    service.blocks = static_cast<int>(figure(pilot, "ttft.p50").units_needed);
    const Comparison real =
        compared(simulated(service, {1, 1.10}, 9000 + seed), two_quantiles(), seed);
    found += figure(real, "ttft.p50").verdict == ComparisonVerdict::kWorse ? 1 : 0;
  }
  RecordProperty("found", found);
  EXPECT_GE(found, wanted * runs) << "of " << runs;
}

}  // namespace
}  // namespace orbench::results
