#include "mock/responders/published.h"

#include <array>

namespace orbench::mock {
namespace {

// Standard normal quantiles of p50, p75, p90 and p99.
constexpr std::array<double, 4> kQuantiles = {0.0, 0.674490, 1.281552, 2.326348};

Published from_catalog(const Endpoint& endpoint) {
  Published constant;
  Percentiles latency{};
  Percentiles throughput{};
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    latency[i] = core::to_ms(endpoint.latency.ttft.at_z(kQuantiles[i]));
    const double gap = core::to_seconds(endpoint.latency.gap.at_z(kQuantiles[i]));
    throughput[i] = gap > 0.0 ? 1.0 / gap : 0.0;
  }
  constant.latency_ms = latency;
  if (throughput[0] > 0.0) constant.throughput = throughput;
  constant.uptime_5m = constant.uptime_30m = constant.uptime_1d = endpoint.uptime_percent;
  return constant;
}

}  // namespace

Published published(const Endpoint& endpoint, const Settings& settings, const State& state) {
  if (!settings.live_statistics) return from_catalog(endpoint);
  const core::Duration now = state.clock.now();
  const auto seen = [&](core::Duration window) {
    return state.statistics.view(endpoint, now, window);
  };
  const LiveView half_hour = seen(std::chrono::minutes(30));
  return {half_hour.latency_ms, half_hour.throughput, seen(std::chrono::minutes(5)).uptime_percent,
          half_hour.uptime_percent, seen(std::chrono::hours(24)).uptime_percent};
}

}  // namespace orbench::mock
