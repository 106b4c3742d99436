#include "harness/run/cell_dealer.h"

#include <algorithm>
#include <numeric>

#include "harness/core/rng.h"

namespace orbench::run {

CellDealer::CellDealer(const WorkloadPlan& workload, const load::StopRule& stop, std::uint64_t seed)
    : workload_(workload), stop_(stop), seed_(seed), deal_(workload.deal) {
  if (!deal_.empty()) return;
  deal_.resize(workload.cells);
  std::iota(deal_.begin(), deal_.end(), 0U);
}

std::uint32_t CellDealer::cell_of(std::uint64_t seq, bool warmup) {
  if (deal_.size() == 1) return workload_.first_cell + deal_.front();
  const std::uint64_t round = seq / deal_.size();
  if (!round_known_ || round != round_ || warmup != round_is_warmup_) shuffle_round(round, warmup);
  return workload_.first_cell + order_[seq % deal_.size()];
}

void CellDealer::shuffle_round(std::uint64_t round, bool warmup) {
  order_ = deal_;
  core::Rng rng(core::Rng(seed_, workload_.name).next(), warmup ? "cells/warmup" : "cells", round);
  rng.shuffle(order_);
  round_ = round;
  round_is_warmup_ = warmup;
  round_known_ = true;
}

std::int32_t CellDealer::block_of(const load::Arrival& arrival) const {
  if (arrival.warmup) return -1;
  const auto blocks = static_cast<double>(workload_.blocks);
  if (workload_.blocks == 1) return 0;
  double position = 0;  // 0-1 through the measured window
  if (stop_.requests) {
    position = static_cast<double>(arrival.seq) / static_cast<double>(*stop_.requests);
  } else {
    position =
        core::to_seconds(arrival.intended - stop_.warmup) / core::to_seconds(*stop_.duration);
  }
  const double block = std::clamp(position * blocks, 0.0, blocks - 1.0);
  return static_cast<std::int32_t>(block);
}

}  // namespace orbench::run
