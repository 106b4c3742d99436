#include "harness/run/weight_dealer.h"

#include <numeric>
#include <string>

#include "harness/core/rng.h"

namespace orbench::run {

WeightDealer::WeightDealer(const LoadPlan& load, std::uint64_t seed)
    : seed_(core::Rng(seed, load.name).next()) {
  std::uint32_t common = 0;
  for (const LoadPlan::Member& member : load.members) common = std::gcd(common, member.weight);
  std::uint32_t places = 0;
  for (const LoadPlan::Member& member : load.members) {
    weights_.push_back(member.weight / common);
    places += weights_.back();
  }
  order_.resize(places);
  rank_.resize(places);
}

WeightDealer::Part WeightDealer::part_of(std::uint64_t seq, bool warmup) {
  if (weights_.size() == 1) return {0, seq};
  const std::uint64_t round = seq / order_.size();
  if (!round_known_ || round != round_ || warmup != round_is_warmup_) shuffle_round(round, warmup);
  const std::uint64_t place = seq % order_.size();
  const std::uint32_t member = order_[place];
  return {member, round * weights_[member] + rank_[place]};
}

void WeightDealer::shuffle_round(std::uint64_t round, bool warmup) {
  std::size_t place = 0;
  for (std::uint32_t member = 0; member < weights_.size(); ++member) {
    for (std::uint32_t i = 0; i < weights_[member]; ++i) order_[place++] = member;
  }
  core::Rng rng(seed_, warmup ? "members/warmup" : "members", round);
  rng.shuffle(order_);
  std::vector<std::uint32_t> seen(weights_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) rank_[i] = seen[order_[i]]++;
  round_ = round;
  round_is_warmup_ = warmup;
  round_known_ = true;
}

}  // namespace orbench::run
