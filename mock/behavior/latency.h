#pragma once

#include <cstdint>

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

/// The delays of one request in order, drawn from a stream of their own.
/// Lifetime: borrows the profile.
class Pace {
 public:
  Pace(const LatencyProfile& latency, std::uint64_t seed, std::uint64_t sequence)
      : latency_(latency), rng_(seed, "delays", sequence) {}

  /// The first answer comes after `ttft`, each further piece of work a `gap` later.
  [[nodiscard]] core::Duration next();
  /// `count` pieces of work in a row.
  [[nodiscard]] core::Duration next(std::int64_t count);

 private:
  const LatencyProfile& latency_;
  core::Rng rng_;
  bool first_ = true;
};

}  // namespace orbench::mock
