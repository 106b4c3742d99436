#include "mock/router/statistics.h"

#include <cstddef>
#include <limits>

namespace orbench::mock {
namespace {

/// Standard normal quantiles of the four percentiles.
constexpr std::array<double, 4> kQuantiles = {0.0, 0.674490, 1.281552, 2.326348};

}  // namespace

Standing configured_standing(const Endpoint& endpoint) {
  Standing standing;
  auto& latency = standing.latency_s.emplace();
  auto& throughput = standing.throughput.emplace();
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    latency[i] = core::to_seconds(endpoint.latency.ttft.at_z(kQuantiles[i]));
    const double gap = core::to_seconds(endpoint.latency.gap.at_z(kQuantiles[i]));
    throughput[i] = gap > 0.0 ? 1.0 / gap : std::numeric_limits<double>::infinity();
  }
  standing.has_outage = endpoint.uptime_percent < kOutageUptimePercent;
  return standing;
}

}  // namespace orbench::mock
