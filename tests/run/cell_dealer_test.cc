#include "harness/run/cell_dealer.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

WorkloadPlan workload_of(std::uint32_t cells, std::uint32_t blocks) {
  WorkloadPlan workload;
  workload.name = "w";
  workload.first_cell = 10;
  workload.cells = cells;
  workload.blocks = blocks;
  return workload;
}

load::Arrival arrival(std::uint64_t seq, core::Duration intended = core::Duration{0}) {
  return {false, seq, intended};
}

TEST(CellDealer, DealsEveryCellOnceInEachRound) {
  const WorkloadPlan workload = workload_of(5, 1);
  CellDealer dealer(workload, 1);
  for (std::uint64_t round = 0; round < 50; ++round) {
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < 5; ++i) seen.insert(dealer.cell_of(arrival(round * 5 + i)));
    EXPECT_EQ(seen, (std::set<std::uint32_t>{10, 11, 12, 13, 14}));
  }
}

TEST(CellDealer, ShufflesRoundsAndKeepsThemForASeed) {
  const WorkloadPlan workload = workload_of(6, 1);
  CellDealer dealer(workload, 1);
  CellDealer again(workload, 1);
  CellDealer other(workload, 2);
  int repeats_round_before = 0;
  int equals_other_seed = 0;
  std::vector<std::uint32_t> before;
  for (std::uint64_t round = 0; round < 100; ++round) {
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> other_order;
    for (std::uint64_t i = 0; i < 6; ++i) {
      order.push_back(dealer.cell_of(arrival(round * 6 + i)));
      other_order.push_back(other.cell_of(arrival(round * 6 + i)));
      EXPECT_EQ(order.back(), again.cell_of(arrival(round * 6 + i)));
    }
    repeats_round_before += order == before ? 1 : 0;
    equals_other_seed += order == other_order ? 1 : 0;
    before = order;
  }
  EXPECT_LT(repeats_round_before, 5);
  EXPECT_LT(equals_other_seed, 5);
}

TEST(CellDealer, NumbersBlocksByCountWhenTheLoadStopsByCount) {
  WorkloadPlan workload = workload_of(1, 4);
  workload.stop.requests = 100;
  const CellDealer dealer(workload, 1);
  EXPECT_EQ(dealer.block_of(arrival(0)), 0);
  EXPECT_EQ(dealer.block_of(arrival(24)), 0);
  EXPECT_EQ(dealer.block_of(arrival(25)), 1);
  EXPECT_EQ(dealer.block_of(arrival(99)), 3);
}

TEST(CellDealer, NumbersBlocksByIntendedTimeOtherwise) {
  WorkloadPlan workload = workload_of(1, 4);
  workload.stop.warmup = std::chrono::seconds{2};
  workload.stop.duration = std::chrono::seconds{8};
  const CellDealer dealer(workload, 1);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::seconds{2})), 0);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::milliseconds{5999})), 1);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::seconds{10})), 3) << "the edge stays inside";
  EXPECT_EQ(dealer.block_of({true, 0, std::chrono::seconds{1}}), -1) << "warm-up has no block";
}

}  // namespace
}  // namespace orbench::run
