#include "harness/run/cell_dealer.h"

#include <algorithm>
#include <numeric>

#include "harness/core/rng.h"

namespace orbench::run {

CellDealer::CellDealer(const WorkloadPlan& workload, std::uint64_t seed)
    : workload_(workload), seed_(seed), deal_(workload.deal) {
  if (deal_.empty()) {
    deal_.resize(workload.cells);
    std::iota(deal_.begin(), deal_.end(), 0U);
  }
  order_ = deal_;
}

std::uint32_t CellDealer::cell_of(const load::Arrival& arrival) {
  const std::uint64_t round = arrival.seq / order_.size();
  if (!round_known_ || round != round_ || arrival.warmup != round_is_warmup_) {
    shuffle_round(round, arrival.warmup);
  }
  return workload_.first_cell + order_[arrival.seq % order_.size()];
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
  double position = 0;  // 0-1 through the measured window
  if (workload_.stop.requests) {
    position = static_cast<double>(arrival.seq) / static_cast<double>(*workload_.stop.requests);
  } else {
    position = core::to_seconds(arrival.intended - workload_.stop.warmup) /
               core::to_seconds(*workload_.stop.duration);
  }
  const double block = std::clamp(position * blocks, 0.0, blocks - 1.0);
  return static_cast<std::int32_t>(block);
}

}  // namespace orbench::run
