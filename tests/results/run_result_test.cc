#include "results/run_result.h"

#include <gtest/gtest.h>

namespace orbench::results {
namespace {

TEST(Totals, AddUpOverTheCells) {
  RunResult run;
  run.cells.resize(2);
  for (CellResult& cell : run.cells) {
    cell.counters.outcomes[static_cast<std::size_t>(core::Outcome::kOk)] = 7;
    cell.counters.cost = core::Usd::from_dollars(0.5);
    cell.warmup.outcomes[static_cast<std::size_t>(core::Outcome::kOk)] = 2;
    cell.figures.requests_per_s = 3;
    cell.figures.good_per_s = 2;
    cell.figures.output_tokens_per_s = 100;
  }
  const Totals sum = totals(run);
  EXPECT_EQ(sum.counters.ok(), 14);
  EXPECT_EQ(sum.counters.cost, core::Usd::from_dollars(1));
  EXPECT_EQ(sum.warmup.ok(), 4);
  EXPECT_EQ(sum.requests_per_s, 6);
  EXPECT_EQ(sum.good_per_s, 4);
  EXPECT_EQ(sum.output_tokens_per_s, 200);
}

}  // namespace
}  // namespace orbench::results
