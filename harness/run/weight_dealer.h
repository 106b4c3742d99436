#pragma once

#include <cstdint>
#include <vector>

#include "harness/run/plan.h"

namespace orbench::run {

/// Says which member of a shared load an arrival goes to, from its number alone, so that every
/// worker deals alike. Members are dealt in rounds: a round holds each as often as its weight says,
/// in a seeded random order, so the parts are exact after every round.
/// Threads: one thread per object (a round is cached).
class WeightDealer {
 public:
  WeightDealer(const LoadPlan& load, std::uint64_t seed);

  struct Part {
    std::uint32_t member = 0;  ///< index into LoadPlan::members
    std::uint64_t seq = 0;     ///< the member's own arrival number in this phase
  };
  [[nodiscard]] Part part_of(std::uint64_t seq, bool warmup);

 private:
  void shuffle_round(std::uint64_t round, bool warmup);

  std::uint64_t seed_;
  std::vector<std::uint32_t> weights_;  // divided by what they have in common
  std::vector<std::uint32_t> order_;    // of one round: a member at each place
  std::vector<std::uint32_t> rank_;     // of each place among those of its member
  std::uint64_t round_ = 0;
  bool round_is_warmup_ = false;
  bool round_known_ = false;
};

}  // namespace orbench::run
