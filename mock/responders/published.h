#pragma once

#include <optional>

#include "mock/config.h"
#include "mock/state/live_statistics.h"
#include "mock/state/state.h"

namespace orbench::mock {

/// The statistics that discovery shows of an endpoint.
struct Published {
  std::optional<Percentiles> latency_ms;  ///< of the last 30 minutes
  std::optional<Percentiles> throughput;  ///< tokens per second, descending; 30 minutes
  std::optional<double> uptime_5m;        ///< percent
  std::optional<double> uptime_30m;
  std::optional<double> uptime_1d;
};

/// With constant statistics those that the endpoint's distributions imply, else those of what it
/// served.
[[nodiscard]] Published published(const Endpoint& endpoint, const Settings& settings,
                                  const State& state);

}  // namespace orbench::mock
