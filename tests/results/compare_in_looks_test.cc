#include <cmath>
#include <string>

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

/// Pairs of cells that differ by a factor, in as many blocks as a pilot asks for and with four
/// looks: how many were told apart, and what share of the blocks it took.
struct Sequential {
  double told = 0;
  double used = 0;
  std::string last;  ///< what was said of the last pair that was told apart
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
    const ComparedFigure& p50 = figure(real, "ttft.p50");
    if (alarms(real)) {
      out.told += 1.0 / runs;
      out.last = real.notes.back() + ", p " + std::to_string(*p50.p);
    }
    out.used += static_cast<double>(p50.units) / service.blocks / runs;
  }
  return out;
}

TEST(CompareInLooks, RaisesNoMoreFalseAlarmsThanOneLook) {
  const int runs = repetitions(3, 1000);
  const Sequential alike = sequential(1, runs);
  RecordProperty("false_alarms_per_mille", static_cast<int>(alike.told * 1000));
  EXPECT_LE(alike.told, repetitions(0, 18) / 1000.0) << alike.last;
}

TEST(CompareInLooks, FindsTheShiftAndTheSoonerTheLargerItIs) {
  const int runs = repetitions(2, 1000);
  double before = 1;
  // What statistics.md section 5.5 found, and what chance may add.
  struct Row {
    double factor;
    double used;
  };
  for (const Row& row : {Row{1.05, .66}, Row{1.1025, .26}, Row{1.2155, .13}}) {
    const Sequential found = sequential(row.factor, runs);
    const std::string name = std::to_string(static_cast<int>((row.factor - 1) * 1000));
    RecordProperty("told_per_mille_" + name, static_cast<int>(found.told * 1000));
    RecordProperty("blocks_per_mille_" + name, static_cast<int>(found.used * 1000));
    EXPECT_GE(found.told, repetitions(50, 95) / 100.0) << row.factor;
    EXPECT_LE(found.used, row.used + repetitions(30, 8) / 100.0) << row.factor;
    EXPECT_LT(found.used, before) << row.factor;
    before = found.used;
  }
}

}  // namespace
}  // namespace orbench::results
