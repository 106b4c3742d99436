#include "harness/cli/calibration/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace orbench::cli {
namespace {

constexpr double kUsPerMs = 1000.0;
constexpr double kP50 = 50;
constexpr double kP99 = 99;

double to_us(core::Duration d) { return core::to_ms(d) * kUsPerMs; }

/// By nearest rank. REQUIRES: sorted, not empty.
core::Duration quantile_of(std::span<const core::Duration> sorted, double percent) {
  const double rank = std::ceil(percent * static_cast<double>(sorted.size()) / 100.0);
  const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  return sorted[std::min(index, sorted.size() - 1)];
}

}  // namespace

core::Duration distance_outside(const TokenInstants& token) {
  if (token.measured < token.before) return token.measured - token.before;
  if (token.measured > token.after) return token.measured - token.after;
  return core::Duration{0};
}

results::StampError stamp_error(std::string stamps, std::span<const TokenInstants> tokens) {
  results::StampError error;
  error.stamps = std::move(stamps);
  error.instants = static_cast<std::int64_t>(tokens.size());
  if (tokens.empty()) return error;
  std::vector<core::Duration> sizes;
  sizes.reserve(tokens.size());
  for (const TokenInstants& token : tokens) {
    const core::Duration distance = distance_outside(token);
    if (distance < core::Duration{0}) ++error.early;
    sizes.push_back(std::chrono::abs(distance));
  }
  std::sort(sizes.begin(), sizes.end());
  error.p50_us = to_us(quantile_of(sizes, kP50));
  error.p99_us = to_us(quantile_of(sizes, kP99));
  error.max_us = to_us(sizes.back());
  return error;
}

std::vector<results::QuantileError> quantile_errors(std::vector<core::Duration> truth,
                                                    const metrics::Histogram& measured_us) {
  if (truth.empty() || measured_us.empty()) return {};
  std::sort(truth.begin(), truth.end());
  std::vector<results::QuantileError> out;
  for (const double q : std::array{50.0, 90.0, 99.0}) {
    results::QuantileError error;
    error.q = q;
    error.true_ms = core::to_ms(quantile_of(truth, q));
    error.measured_ms = static_cast<double>(measured_us.value_at(core::Percentile{q})) / kUsPerMs;
    if (error.true_ms > 0) error.error = error.measured_ms / error.true_ms - 1;
    out.push_back(error);
  }
  return out;
}

results::PacingError pacing_error(std::span<const SentArrival> arrivals,
                                  core::Duration window_end) {
  results::PacingError error;
  std::vector<core::Duration> lags;
  for (const SentArrival& arrival : arrivals) {
    if (!arrival.sent.is_set()) continue;
    if (arrival.sent.since_epoch() < window_end) ++error.sent;
    lags.push_back(arrival.sent.since_epoch() - arrival.intended);
  }
  if (lags.empty()) return error;
  std::sort(lags.begin(), lags.end());
  error.send_lag_p50_us = to_us(quantile_of(lags, kP50));
  error.send_lag_p99_us = to_us(quantile_of(lags, kP99));
  return error;
}

double expected_stall_p99_ms(double stall_s, double window_s) {
  return std::max(0.0, stall_s - 0.01 * window_s) * 1e3;
}

std::int64_t stall_open_limit(double requests) {
  constexpr double kShareCaught = 0.004;
  return std::max(std::int64_t{1}, static_cast<std::int64_t>(requests * kShareCaught));
}

double affordable_rate(double wanted, double probe_rps, double probe_cpu_share) {
  constexpr double kCpuShare = 0.5;
  constexpr double kStep = 100;
  if (!(probe_cpu_share > 0)) return wanted;
  const double affordable = kCpuShare * probe_rps / probe_cpu_share;
  if (affordable >= wanted) return wanted;
  return std::max(kStep, std::floor(affordable / kStep) * kStep);
}

}  // namespace orbench::cli
