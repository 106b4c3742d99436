#include "mock/state/live_statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace orbench::mock {
namespace {

constexpr std::array<double, 4> kRanks = {0.50, 0.75, 0.90, 0.99};
constexpr int kOk = 200;
constexpr int kTooMany = 429;

/// The nearest-rank percentiles in the order `before` puts the values. REQUIRES: not empty.
template <class Before>
Percentiles percentiles_of(std::vector<double> values, Before before) {
  std::sort(values.begin(), values.end(), before);
  Percentiles found{};
  for (std::size_t i = 0; i < kRanks.size(); ++i) {
    const auto rank = std::ceil(kRanks[i] * static_cast<double>(values.size()));
    found[i] = values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  }
  return found;
}

}  // namespace

void LiveStatistics::keep(const Endpoint& endpoint, const Observation& observation) {
  auto& kept = observed_[&endpoint];
  kept.push_back(observation);
  while (kept.size() > kMostKept || observation.at - kept.front().at > kLongestWindow) {
    kept.pop_front();
  }
}

void LiveStatistics::add(const Served& served) {
  for (const Attempt& attempt : served.attempts) {
    if (attempt.endpoint == nullptr || attempt.status == kOk) continue;
    keep(*attempt.endpoint, {served.at, attempt.status, core::to_ms(attempt.latency), 0.0});
  }
  if (served.endpoint == nullptr || served.failed) return;
  const double seconds = core::to_seconds(served.took);
  const double speed = served.completion_tokens > 1 && seconds > 0.0
                           ? static_cast<double>(served.completion_tokens) / seconds
                           : 0.0;
  keep(*served.endpoint, {served.at, kOk, core::to_ms(served.ttft), speed});
}

LiveView LiveStatistics::view(const Endpoint& endpoint, core::Duration now,
                              core::Duration window) const {
  LiveView seen;
  const auto found = observed_.find(&endpoint);
  if (found == observed_.end()) return seen;
  std::vector<double> latencies;
  std::vector<double> speeds;
  std::size_t counted = 0;
  for (const Observation& one : found->second) {
    if (now - one.at > window) continue;
    ++seen.requests;
    if (one.status != kTooMany) ++counted;
    if (one.status != kOk) continue;
    latencies.push_back(one.latency_ms);
    if (one.tokens_per_second > 0.0) speeds.push_back(one.tokens_per_second);
  }
  if (counted > 0) {
    seen.uptime_percent =
        100.0 * static_cast<double>(latencies.size()) / static_cast<double>(counted);
  }
  if (!latencies.empty()) seen.latency_ms = percentiles_of(std::move(latencies), std::less<>());
  if (!speeds.empty()) seen.throughput = percentiles_of(std::move(speeds), std::greater<>());
  return seen;
}

Standings live_standings(const LiveStatistics& statistics, core::Duration now) {
  return [&statistics, now](const Endpoint& endpoint) {
    Standing standing;
    const LiveView lately = statistics.view(endpoint, now, std::chrono::minutes(5));
    if (lately.latency_ms) {
      constexpr double kMsPerSecond = 1e3;
      auto& seconds = standing.latency_s.emplace(*lately.latency_ms);
      for (double& value : seconds) value /= kMsPerSecond;
    }
    standing.throughput = lately.throughput;
    const LiveView just_now = statistics.view(endpoint, now, std::chrono::seconds(30));
    standing.has_outage = just_now.requests >= kFewestForOutage &&
                          just_now.uptime_percent.value_or(100.0) < kOutageUptimePercent;
    return standing;
  };
}

}  // namespace orbench::mock
