#include "harness/cli/calibration/judgement.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"

namespace orbench::cli {
namespace {

using metrics::format_count;
using results::CalibrationVerdict;
using results::PartEnd;

constexpr double kMostRateError = 0.01;
constexpr double kMostSendLagUs = 1000;
constexpr double kMostStampErrorUs = 500;
constexpr double kMostQuantileError = 0.05;
// Clocks that disagree are seconds or years apart; half the streams do not come this late by load.
constexpr double kOtherClockUs = 50'000;
constexpr double kMostStallError = 0.1;
constexpr double kHidden = 0.5;

/// A bound, as people write it: `5 %`.
std::string percent(double share) { return fmt::format("{:g} %", share * 100); }

PartEnd noisy(std::string note) { return {CalibrationVerdict::kNoisy, std::move(note)}; }
PartEnd broken(std::string note) { return {CalibrationVerdict::kBroken, std::move(note)}; }

}  // namespace

PartEnd worse(PartEnd a, PartEnd b) { return b.verdict > a.verdict ? std::move(b) : std::move(a); }

PartEnd judge_counts(const RequestCounts& counts) {
  if (counts.planned <= 0) return broken("no request was planned");
  if (counts.recorded != counts.planned) {
    return broken(fmt::format("{} arrivals were planned, {} recorded", format_count(counts.planned),
                              format_count(counts.recorded)));
  }
  if (counts.served != counts.sent) {
    return broken(fmt::format("{} requests were sent, the server read {}",
                              format_count(counts.sent), format_count(counts.served)));
  }
  if (counts.failed > 0) {
    return broken(fmt::format("{} requests failed", format_count(counts.failed)));
  }
  return {};
}

PartEnd judge_pacing(const results::PacingError& pacing) {
  if (pacing.send_lag_p50_us < 0) return broken("requests left before they should");
  if (std::abs(pacing.rate_error) > kMostRateError) {
    return noisy(fmt::format("the rate is off by over {}", percent(kMostRateError)));
  }
  if (pacing.send_lag_p99_us > kMostSendLagUs) {
    return noisy(fmt::format("send lag p99 is over {:g} µs", kMostSendLagUs));
  }
  return {};
}

PartEnd judge_stamps(const results::StampError& error) {
  if (error.instants == 0) return broken("no token could be compared with the server's");
  if (error.p50_us > kOtherClockUs) {
    return broken("half the stamps are so far off that they are of another clock");
  }
  if (error.p99_us > kMostStampErrorUs) {
    return noisy(fmt::format("one stamp in a hundred is off by over {:g} µs", kMostStampErrorUs));
  }
  for (const results::QuantileError& quantile : error.quantiles) {
    if (std::abs(quantile.error) <= kMostQuantileError) continue;
    return noisy(
        fmt::format("ttft p{:g} is off by over {}", quantile.q, percent(kMostQuantileError)));
  }
  return {};
}

PartEnd judge_stall(const results::StallTest& stall, bool client_limited) {
  const double expected = stall.expected_p99_ms;
  const bool hidden = stall.response_p99_ms < kHidden * expected;
  const bool doubled = stall.service_p99_ms >= kHidden * expected;
  const bool near = std::abs(stall.response_p99_ms - expected) <= kMostStallError * expected;
  if (near && !doubled) return {};
  if (client_limited) return noisy("the client was the limit, so the stall says little");
  if (hidden) return broken("response_time hides the stall: waiting is lost");
  if (doubled) return broken("service_time shows the stall as response_time does");
  return noisy(fmt::format("response_time p99 is over {} from what the stall explains",
                           percent(kMostStallError)));
}

}  // namespace orbench::cli
