#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "results/compare/compare_cells.h"
#include "tests/results/comparing.h"

namespace orbench::results {
namespace {

using metrics::CellRecord;

/// The same pair of cells, looked at after the planned blocks.
Comparison in_looks(const std::vector<CellRecord>& records, const ComparisonTerms& terms,
                    std::uint64_t seed = 1) {
  const std::vector<ComparedCell> cells = {{identity("0"), &records[0]},
                                           {identity("1"), &records[1]}};
  const std::vector<CellPair> pairs = {{0, 1}};
  return compare_in_looks(cells, pairs, terms, seed);
}

TEST(CompareInLooks, StopsAtTheFirstLookThatDecides) {
  const SimulatedService service{.30, .05, .01, 96, 20};
  ComparisonTerms terms = default_terms(false);
  terms.stop = LookPlan{};
  const Comparison found = in_looks(simulated(service, {1, 1.6}, 11), terms);
  EXPECT_EQ(figure(found, "ttft.p50").verdict, ComparisonVerdict::kWorse);
  EXPECT_EQ(figure(found, "ttft.p50").units, 12);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_EQ(found.notes[0],
            "decided by the first 12 of at most 96 blocks (looks at 12, 24, 48, 96)");
  terms.stop.reset();
  EXPECT_EQ(figure(in_looks(simulated(service, {1, 1.6}, 11), terms), "ttft.p50").units, 96)
      << "one look, where nobody asked for more";
}

TEST(CompareInLooks, SaysTheSameWhenBlocksBeyondTheLookAreMissingOrBegun) {
  ComparisonTerms terms = default_terms(false);
  terms.stop = LookPlan{};
  std::vector<CellRecord> cells = simulated({.30, .05, .01, 96, 20}, {1, 1.6}, 12);
  const Comparison whole = in_looks(cells, terms);
  for (CellRecord& cell : cells) {
    for (std::size_t i = 13; i < cell.blocks.size(); ++i) cell.blocks[i] = {};
  }
  EXPECT_EQ(in_looks(cells, terms), whole) << "the run ended in the 13th block";
}

TEST(CompareInLooks, SpendsWhatIsLeftWhereTheRunEndedBeforeItsTime) {
  ComparisonTerms terms = default_terms(false);
  terms.stop = LookPlan{};
  std::vector<CellRecord> cells = simulated({.30, .05, .01, 96, 20}, {1, 1.0}, 13);
  for (CellRecord& cell : cells) {
    for (std::size_t i = 30; i < cell.blocks.size(); ++i) cell.blocks[i] = {};
  }
  const Comparison found = in_looks(cells, terms);
  EXPECT_EQ(figure(found, "ttft.p50").units, 30);
  EXPECT_NE(found.notes.at(0).find("not decided by the first 30 of at most 96"), std::string::npos);
}

TEST(CompareInLooks, PlansForTheLooks) {
  ComparisonTerms terms = default_terms(false);
  const std::vector<CellRecord> pilot = simulated({.45, .05, .02, 20, 20}, {1, 1}, 14);
  const auto once = figure(in_looks(pilot, terms), "ttft.p50").units_needed;
  terms.stop = LookPlan{20};
  const auto several = figure(in_looks(pilot, terms), "ttft.p50").units_needed;
  EXPECT_EQ(several, static_cast<std::int64_t>(std::ceil(1.2 * static_cast<double>(once))));
}

/// A scheme that a few hundred simulations can judge: a large alpha, so that what the looks spend
/// shows; so few blocks that every look tries all sign patterns, which takes no time; and no change
/// too small to be told, so that p alone decides.
class FewBlocks {
 public:
  static constexpr double kAlpha = 0.2;
  static constexpr int kBlocks = 12;

  FewBlocks() {
    terms_.primary = {parse_comparand("ttft.p50").value(), parse_comparand("ttft.gmean").value()};
    terms_.alpha = kAlpha;
    terms_.detect = 1e-9;
    terms_.stop = LookPlan{8, 10, kBlocks};
  }

  [[nodiscard]] std::vector<Look> looks() const { return looks_of(*terms_.stop); }
  [[nodiscard]] static std::vector<CellRecord> cells(double factor, int run) {
    return simulated({.03, .005, .001, kBlocks, 10}, {1, factor}, static_cast<std::uint64_t>(run));
  }
  [[nodiscard]] Comparison in_turn(const std::vector<CellRecord>& cells) const {
    return in_looks(cells, terms_);
  }
  /// As if the others had not been taken.
  [[nodiscard]] Comparison at(const Look& look, const std::vector<CellRecord>& cells) const {
    const std::vector<ComparedCell> compared = {{identity("0"), &cells[0]},
                                                {identity("1"), &cells[1]}};
    const std::vector<CellPair> pairs = {{0, 1}};
    return compare_at(look, compared, pairs, terms_, 1);
  }

 private:
  ComparisonTerms terms_ = default_terms(false);
};

TEST(CompareInLooks, SpendsAtEachLookItsPartOfTheErrorAndAllInAllNoMore) {
  constexpr int kRuns = 200;
  const FewBlocks scheme;
  const std::vector<Look> looks = scheme.looks();
  std::vector<int> alone(looks.size());
  int in_turn = 0;
  for (int run = 0; run < kRuns; ++run) {
    const std::vector<CellRecord> alike = FewBlocks::cells(1, run);
    for (std::size_t i = 0; i < looks.size(); ++i) {
      alone[i] += alarms(scheme.at(looks[i], alike)) ? 1 : 0;
    }
    in_turn += alarms(scheme.in_turn(alike)) ? 1 : 0;
  }
  const auto chance = [](double share) { return 3 * std::sqrt(kRuns * share * (1 - share)); };
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const double share = FewBlocks::kAlpha * looks[i].part;
    EXPECT_NEAR(alone[i], kRuns * share, chance(share)) << "the look at " << looks[i].at;
  }
  // Looks at the same blocks often err together, so that all of them err less often than their sum.
  EXPECT_LE(in_turn, kRuns * FewBlocks::kAlpha);
  EXPECT_GE(in_turn, *std::max_element(alone.begin(), alone.end()));
}

TEST(CompareInLooks, FindsALargerShiftMoreOftenAndSooner) {
  constexpr int kRuns = 100;
  const FewBlocks scheme;
  int told_before = 0;
  double used_before = 1;
  for (const double factor : {1.005, 1.014, 1.034}) {
    int told = 0;
    double used = 0;
    for (int run = 0; run < kRuns; ++run) {
      const Comparison found = scheme.in_turn(FewBlocks::cells(factor, run));
      told += has_verdict(found, ComparisonVerdict::kWorse) ? 1 : 0;
      used += static_cast<double>(figure(found, "ttft.p50").units) / FewBlocks::kBlocks / kRuns;
    }
    EXPECT_GT(told, told_before) << factor;
    EXPECT_LT(used, used_before) << factor;
    told_before = told;
    used_before = used;
  }
  EXPECT_EQ(told_before, kRuns) << "seven standard errors of twelve blocks";
  EXPECT_LT(used_before, 0.68) << "nearly all at the first look, which sees 8 of 12 blocks";
}

/// The scheme as it is used: pairs of cells that differ by a factor, in as many blocks as a pilot
/// asks for, with four looks. Its promises are about one error in a hundred comparisons: nothing
/// less than a thousand vouches for them.
struct Sequential {
  double told = 0;     ///< share that was told apart
  double used = 0;     ///< share of the blocks
  std::string alarms;  ///< what was said of each that was told apart
};

Sequential sequential(double factor, int runs) {
  ComparisonTerms terms = two_quantiles();
  terms.detect = 0.05;
  terms.stop = LookPlan{};
  Sequential out;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    SimulatedService service{.30, .05, .01, 20, 50};
    ComparisonTerms pilot_terms = terms;
    pilot_terms.stop = LookPlan{20};
    const Comparison pilot = in_looks(simulated(service, {1, 1}, 25'000 + seed), pilot_terms, seed);
    service.blocks = static_cast<int>(figure(pilot, "ttft.p50").units_needed);
    const Comparison real = in_looks(simulated(service, {1, factor}, 29'000 + seed), terms, seed);
    if (alarms(real)) {
      out.told += 1.0 / runs;
      out.alarms += real.notes.back() + "\n";
    }
    out.used += static_cast<double>(figure(real, "ttft.p50").units) / service.blocks / runs;
  }
  return out;
}

constexpr int kFullRuns = 1000;

TEST(CompareInLooks, RaisesNoMoreFalseAlarmsThanPromised) {
  if (!in_full()) GTEST_SKIP() << kOnlyInFull;
  const Sequential alike = sequential(1, kFullRuns);
  RecordProperty("false_alarms_per_mille", static_cast<int>(alike.told * 1000));
  EXPECT_LE(alike.told, 0.018) << alike.alarms;
}

TEST(CompareInLooks, FindsTheAnnouncedShiftInTheShareOfBlocksPromised) {
  if (!in_full()) GTEST_SKIP() << kOnlyInFull;
  double before = 1;
  // What statistics.md section 5.5 found, and what chance may add.
  struct Row {
    double factor;
    double used;
  };
  for (const Row& row : {Row{1.05, .66}, Row{1.1025, .26}, Row{1.2155, .13}}) {
    const Sequential found = sequential(row.factor, kFullRuns);
    const std::string name = std::to_string(static_cast<int>((row.factor - 1) * 1000));
    RecordProperty("told_per_mille_" + name, static_cast<int>(found.told * 1000));
    RecordProperty("blocks_per_mille_" + name, static_cast<int>(found.used * 1000));
    EXPECT_GE(found.told, 0.95) << row.factor;
    EXPECT_LE(found.used, row.used + 0.08) << row.factor;
    EXPECT_LT(found.used, before) << row.factor;
    before = found.used;
  }
}

}  // namespace
}  // namespace orbench::results
