#pragma once

#include <cstdint>
#include <vector>

#include "harness/load/arrival.h"
#include "harness/run/plan.h"

namespace orbench::run {

/// Says which cell of a workload and which block an arrival belongs to, from its number alone, so
/// that every worker deals alike without talking. Cells are dealt in rounds: each round holds every
/// cell once, in a seeded random order, so a block is balanced and no cell always follows the same
/// other one. Threads: one thread per object (a round is cached).
class CellDealer {
 public:
  /// Both must outlive the dealer.
  CellDealer(const WorkloadPlan& workload, const load::StopRule& stop, std::uint64_t seed);

  /// Index into RunPlan::cells for the workload's own arrival number `seq`.
  [[nodiscard]] std::uint32_t cell_of(std::uint64_t seq, bool warmup);
  /// 0-based; -1 in warm-up. By the load's number when it stops by count, else by intended time.
  [[nodiscard]] std::int32_t block_of(const load::Arrival& arrival) const;

 private:
  void shuffle_round(std::uint64_t round, bool warmup);

  const WorkloadPlan& workload_;
  const load::StopRule& stop_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> deal_;   // a round, unshuffled
  std::vector<std::uint32_t> order_;  // the same, as it is dealt now
  std::uint64_t round_ = 0;
  bool round_is_warmup_ = false;
  bool round_known_ = false;
};

}  // namespace orbench::run
