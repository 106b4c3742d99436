#pragma once

#include <array>
#include <functional>
#include <optional>

#include "mock/router/catalog.h"

namespace orbench::mock {

/// What the router knows of how an endpoint has done of late. A missing figure is one that nobody
/// measured. Percentiles are p50, p75, p90 and p99.
struct Standing {
  std::optional<std::array<double, 4>> latency_s;   ///< seconds to the first token, ascending
  std::optional<std::array<double, 4>> throughput;  ///< tokens a second, descending
  bool has_outage = false;                          ///< goes behind the stable ones
};

/// Looks an endpoint up. A pure function for as long as one request is routed.
using Standings = std::function<Standing(const Endpoint&)>;

/// Below this uptime an endpoint is a fallback only.
inline constexpr double kOutageUptimePercent = 80.0;

/// The catalog's own figures, which never change: the quantiles of the configured distributions.
[[nodiscard]] Standing configured_standing(const Endpoint& endpoint);

}  // namespace orbench::mock
