#include "mock/behavior/latency.h"

#include <algorithm>
#include <cmath>

namespace orbench::mock {

core::Duration Delay::at_z(double z) const {
  if (sigma == 0.0) return median;
  const double seconds = core::to_seconds(median) * std::exp(sigma * z);
  return std::clamp(core::from_seconds(seconds), core::Duration{}, kLongestDelay);
}

core::Duration Delay::draw(core::Rng& rng) const {
  // A fixed delay draws too, so that changing one sigma never shifts the other delays.
  return at_z(rng.normal());
}

core::Duration Pace::next() {
  const Delay& delay = first_ ? latency_.ttft : latency_.gap;
  first_ = false;
  return delay.draw(rng_);
}

core::Duration Pace::next(std::int64_t count) {
  core::Duration all{};
  // Past this many a draw each would cost more time than it describes.
  constexpr std::int64_t kMostDraws = 10'000;
  for (std::int64_t i = 0; i < count && i < kMostDraws; ++i) all += next();
  return all;
}

}  // namespace orbench::mock
