#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>

#include "harness/core/units.h"
#include "mock/router/statistics.h"
#include "mock/state/served.h"

namespace orbench::mock {

/// p50, p75, p90 and p99.
using Percentiles = std::array<double, 4>;

/// What discovery publishes of one endpoint from the traffic it served.
struct LiveView {
  std::size_t requests = 0;
  std::optional<Percentiles> latency_ms;  ///< to the first token; absent without a success
  /// Output tokens per second. A percentile is what that share of the requests reaches or
  /// exceeds, so they descend. Absent without a success of more than one token.
  std::optional<Percentiles> throughput;
  std::optional<double> uptime_percent;  ///< successes of all attempts; 429 counts as neither
};

/// Statistics of each endpoint over a rolling window.
/// Memory:  at most kMostKept attempts of each endpoint, the latest.
/// Threads: one thread per object.
class LiveStatistics {
 public:
  static constexpr std::size_t kMostKept = 4096;
  static constexpr core::Duration kLongestWindow = std::chrono::hours(24);

  /// Counts the request, with those of its attempts that failed, at `served.at`.
  void add(const Served& served);
  /// What happened in the `window` before `now`.
  [[nodiscard]] LiveView view(const Endpoint& endpoint, core::Duration now,
                              core::Duration window) const;
  void clear() { observed_.clear(); }

 private:
  struct Observation {
    core::Duration at{};
    int status = 200;
    double latency_ms = 0.0;
    double tokens_per_second = 0.0;  // zero: nothing to measure
  };
  void keep(const Endpoint& endpoint, const Observation& observation);

  std::unordered_map<const Endpoint*, std::deque<Observation>> observed_;
};

/// What the router knows of endpoints from the traffic they served: percentiles of the last five
/// minutes, and an outage when fewer than kOutageUptimePercent of the last 30 seconds' requests
/// went well, of at least kFewestForOutage.
/// Lifetime: borrows the statistics.
/// Source:   the API reference, sections 2.1 and 2.3.
[[nodiscard]] Standings live_standings(const LiveStatistics& statistics, core::Duration now);

inline constexpr std::size_t kFewestForOutage = 10;

}  // namespace orbench::mock
