#pragma once

#include "harness/core/rng.h"
#include "harness/core/units.h"

namespace orbench::mock {

/// A distribution of delays: the median itself, or lognormal around it. Sigma 0 is a fixed delay.
/// A lognormal is what response times look like: never negative, with a tail to the right.
/// Units: `sigma` is the standard deviation of the logarithm; 0.25 puts p99 at 1.8 medians.
struct Delay {
  core::Duration median{};
  double sigma = 0.0;

  /// One delay, at most kLongestDelay. The same generator state gives the same delay.
  [[nodiscard]] core::Duration draw(core::Rng& rng) const;
  /// The delay `z` standard deviations above the median: 0 is p50, 2.3263 is p99.
  [[nodiscard]] core::Duration at_z(double z) const;
};

inline constexpr core::Duration kLongestDelay = std::chrono::hours(1);

/// How fast an endpoint answers: the first token after `ttft`, each further one a `gap` later.
struct LatencyProfile {
  Delay ttft;
  Delay gap;
};

}  // namespace orbench::mock
