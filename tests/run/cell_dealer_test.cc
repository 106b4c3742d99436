#include "harness/run/cell_dealer.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "harness/run/weight_dealer.h"

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
  const load::StopRule stop;
  CellDealer dealer(workload, stop, 1);
  for (std::uint64_t round = 0; round < 50; ++round) {
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < 5; ++i) seen.insert(dealer.cell_of(round * 5 + i, false));
    EXPECT_EQ(seen, (std::set<std::uint32_t>{10, 11, 12, 13, 14}));
  }
}

TEST(CellDealer, ShufflesRoundsAndKeepsThemForASeed) {
  const WorkloadPlan workload = workload_of(6, 1);
  const load::StopRule stop;
  CellDealer dealer(workload, stop, 1);
  CellDealer again(workload, stop, 1);
  CellDealer other(workload, stop, 2);
  int repeats_round_before = 0;
  int equals_other_seed = 0;
  std::vector<std::uint32_t> before;
  for (std::uint64_t round = 0; round < 100; ++round) {
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> other_order;
    for (std::uint64_t i = 0; i < 6; ++i) {
      order.push_back(dealer.cell_of(round * 6 + i, false));
      other_order.push_back(other.cell_of(round * 6 + i, false));
      EXPECT_EQ(order.back(), again.cell_of(round * 6 + i, false));
    }
    repeats_round_before += order == before ? 1 : 0;
    equals_other_seed += order == other_order ? 1 : 0;
    before = order;
  }
  EXPECT_LT(repeats_round_before, 5);
  EXPECT_LT(equals_other_seed, 5);
}

TEST(CellDealer, NumbersBlocksByCountWhenTheLoadStopsByCount) {
  const WorkloadPlan workload = workload_of(1, 4);
  load::StopRule stop;
  stop.requests = 100;
  const CellDealer dealer(workload, stop, 1);
  EXPECT_EQ(dealer.block_of(arrival(0)), 0);
  EXPECT_EQ(dealer.block_of(arrival(24)), 0);
  EXPECT_EQ(dealer.block_of(arrival(25)), 1);
  EXPECT_EQ(dealer.block_of(arrival(99)), 3);
}

TEST(CellDealer, NumbersBlocksByIntendedTimeOtherwise) {
  const WorkloadPlan workload = workload_of(1, 4);
  load::StopRule stop;
  stop.warmup = std::chrono::seconds{2};
  stop.duration = std::chrono::seconds{8};
  const CellDealer dealer(workload, stop, 1);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::seconds{2})), 0);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::milliseconds{5999})), 1);
  EXPECT_EQ(dealer.block_of(arrival(0, std::chrono::seconds{10})), 3) << "the edge stays inside";
  EXPECT_EQ(dealer.block_of({true, 0, std::chrono::seconds{1}}), -1) << "warm-up has no block";
}

LoadPlan shared_by(std::vector<std::uint32_t> weights) {
  LoadPlan load;
  load.name = "load";
  for (std::uint32_t i = 0; i < weights.size(); ++i) load.members.push_back({i, weights[i]});
  return load;
}

TEST(WeightDealer, GivesEachMemberItsWeightInEveryRound) {
  const LoadPlan load = shared_by({30, 10, 20});
  WeightDealer dealer(load, 1);
  std::vector<std::uint64_t> next(3);
  int in_order = 0;
  for (std::uint64_t round = 0; round < 100; ++round) {
    std::vector<int> seen(3);
    std::uint32_t last = 0;
    bool ordered = true;
    for (std::uint64_t i = 0; i < 6; ++i) {
      const WeightDealer::Part part = dealer.part_of(round * 6 + i, false);
      ++seen[part.member];
      EXPECT_EQ(part.seq, next[part.member]++) << "members count their own arrivals without gaps";
      ordered = ordered && part.member >= last;
      last = part.member;
    }
    EXPECT_EQ(seen, (std::vector<int>{3, 1, 2}));
    in_order += ordered ? 1 : 0;
  }
  EXPECT_LT(in_order, 10) << "the order of a round is random";
}

TEST(WeightDealer, NeedsNoMemoryOfWhatItDealtBefore) {
  const LoadPlan load = shared_by({2, 5});
  WeightDealer forward(load, 1);
  WeightDealer other_seed(load, 2);
  std::vector<WeightDealer::Part> parts;
  int same = 0;
  for (std::uint64_t seq = 0; seq < 70; ++seq) {
    parts.push_back(forward.part_of(seq, false));
    same += other_seed.part_of(seq, false).member == parts.back().member ? 1 : 0;
  }
  EXPECT_LT(same, 60);
  WeightDealer backward(load, 1);
  for (std::uint64_t seq = 70; seq-- > 0;) {
    EXPECT_EQ(backward.part_of(seq, false).member, parts[seq].member);
    EXPECT_EQ(backward.part_of(seq, false).seq, parts[seq].seq);
  }
}

TEST(LoadPlan, SharesByWeight) {
  const LoadPlan load = shared_by({30, 10});
  EXPECT_EQ(load.share_of(0), 0.75);
  EXPECT_EQ(load.share_of(1), 0.25);
}

}  // namespace
}  // namespace orbench::run
