#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/core/units.h"
#include "harness/metrics/histogram.h"
#include "results/calibration.h"

/// From pairs of instants to the figures of a calibration: pure, so that it is tested without a
/// clock or a server.
namespace orbench::cli {

/// A token as the client stamped it, and between which instants the server wrote it. One clock.
struct TokenInstants {
  core::Duration measured{};
  core::Duration before{};
  core::Duration after{};
};
/// The distance outside the pair: negative when stamped too early, zero inside.
[[nodiscard]] core::Duration distance_outside(const TokenInstants& token);
/// Counts and distances; quantiles and verdict are left alone.
[[nodiscard]] results::StampError stamp_error(std::string stamps,
                                              std::span<const TokenInstants> tokens);

/// p50, p90 and p99 of `truth` by nearest rank against those that a report would print.
/// `measured_us` is the histogram of the metric. Empty when either holds nothing.
[[nodiscard]] std::vector<results::QuantileError> quantile_errors(
    std::vector<core::Duration> truth, const metrics::Histogram& measured_us);

/// One arrival of a window; offsets from the run epoch.
struct SentArrival {
  core::Duration intended{};
  core::Stamp sent;
};
/// How many left before `window_end`, and how late. Rate, planned and verdict are the caller's.
[[nodiscard]] results::PacingError pacing_error(std::span<const SentArrival> arrivals,
                                                core::Duration window_end);

/// The p99 that `response_time` must show, ms: of a window T with a stall S in it, a share
/// (S - x) / T of the arrivals waits longer than x. REQUIRES: window > 0.
[[nodiscard]] double expected_stall_p99_ms(double stall_s, double window_s);
/// Requests that may be open at once in the stall test: so few that those caught by the stall stay
/// well under one in a hundred, and `service_time` p99 may not show it. At least 1.
[[nodiscard]] std::int64_t stall_open_limit(double requests);
/// The rate for the stall test: `wanted`, or as much as leaves the worker half a core idle, so that
/// it can catch up after the stall. In steps of 100, at least 100.
[[nodiscard]] double affordable_rate(double wanted, double probe_rps, double probe_cpu_share);

}  // namespace orbench::cli
