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

}  // namespace orbench::mock
