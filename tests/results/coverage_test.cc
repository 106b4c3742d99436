#include <cmath>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "results/quantile_interval.h"
#include "results/summarize.h"
#include "tests/results/simulation.h"

namespace orbench::results {
namespace {

using metrics::MetricId;

// Blocks of lognormal latencies that share their weather, as in statistics.md section 5: sigma
// inside a block, tau between blocks.
constexpr double kSigma = 0.45;
constexpr double kTau = 0.15;
constexpr int kBlocks = 20;
constexpr int kPerBlock = 50;

metrics::CellRecord simulated_cell(std::uint64_t run) {
  core::Rng rng(7, "coverage", run);
  metrics::CellRecord cell;
  cell.blocks.resize(kBlocks);
  for (metrics::BlockRecord& block : cell.blocks) {
    const double weather = kTau * rng.normal();
    for (int i = 0; i < kPerBlock; ++i) {
      block.ok.record(MetricId::ttft, 100 * std::exp(weather + kSigma * rng.normal()));
    }
  }
  return cell;
}

/// The service's own quantile, `deviations` standard deviations of the log from the median.
double truth(double deviations) {
  return 100 * std::exp(deviations * std::sqrt(kSigma * kSigma + kTau * kTau));
}

bool holds(const metrics::Distribution& distribution, double q, double value) {
  const metrics::QuantileValue* quantile = distribution.find(q);
  return quantile->lo && *quantile->lo <= value && value <= *quantile->hi;
}

/// The interval of the median that takes all values as independent.
bool naive_interval_holds(const metrics::CellRecord& cell, double value_ms) {
  const metrics::Histogram all = cell.merged(MetricId::ttft);
  const auto ranks = quantile_ranks(0.5, all.count(), static_cast<double>(all.count()));
  return static_cast<double>(all.value_at_rank(ranks->lo)) <= value_ms * 1e3 &&
         value_ms * 1e3 <= static_cast<double>(all.value_at_rank(ranks->hi));
}

TEST(QuantileInterval, HoldsTheTruthInAboutNinetyFivePercentOfRuns) {
  const int runs = repetitions(250, 2000);
  // Few repetitions leave room for chance; 2,000 hold the figures that statistics.md promises.
  const double least = repetitions(920, 940) / 1000.0;
  const double most = repetitions(995, 990) / 1000.0;
  int median = 0;
  int tail = 0;
  int naive = 0;
  for (int run = 0; run < runs; ++run) {
    const metrics::CellRecord cell = simulated_cell(static_cast<std::uint64_t>(run));
    const metrics::Distribution ttft = summarize_metric(cell, MetricId::ttft);
    median += holds(ttft, 50, truth(0)) ? 1 : 0;
    tail += holds(ttft, 95, truth(1.6448536)) ? 1 : 0;
    naive += naive_interval_holds(cell, truth(0)) ? 1 : 0;
  }
  for (const int held : {median, tail}) {
    EXPECT_GE(held, least * runs);
    EXPECT_LE(held, most * runs);
  }
  RecordProperty("median", median);
  RecordProperty("p95", tail);
  EXPECT_LT(naive, 0.8 * runs) << "else this simulation could not tell the two apart";
}

}  // namespace
}  // namespace orbench::results
