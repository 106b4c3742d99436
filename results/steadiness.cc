#include "results/steadiness.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace orbench::results {
namespace {

using metrics::CellRecord;
using metrics::MetricId;

constexpr std::size_t kExactUpTo = 40;
constexpr std::int64_t kLeastCompletions = 20;  // below it one request is 5 % by itself
constexpr double kMostUntimed = 0.01;           // failed, cancelled or answered from the cache

/// P(at most `inversions` inversions) of a random order of `n` different values. Built value by
/// value: the next of i values adds 0 … i-1 inversions, each with the same chance.
double chance_of_at_most(std::size_t inversions, std::size_t n) {
  std::vector<double> chance = {1.0};
  for (std::size_t i = 2; i <= n; ++i) {
    std::vector<double> next(chance.size() + i - 1, 0.0);
    for (std::size_t k = 0; k < chance.size(); ++k) {
      for (std::size_t added = 0; added < i; ++added) {
        next[k + added] += chance[k] / static_cast<double>(i);
      }
    }
    chance = std::move(next);
  }
  double sum = 0;
  for (std::size_t k = 0; k <= inversions && k < chance.size(); ++k) sum += chance[k];
  return sum;
}

/// Sum of f(t) over the groups of t equal values.
template <class F>
double over_ties(std::span<const double> values, F f) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    sum += f(static_cast<double>(end - i));
    i = end;
  }
  return sum;
}

std::optional<std::string> trend_note(const CellRecord& cell) {
  const auto medians = [&](MetricId id) {
    std::vector<double> values;
    for (const metrics::BlockRecord& block : cell.blocks) {
      const metrics::Histogram* histogram = block.ok.find(id);
      if (histogram == nullptr || histogram->empty()) continue;
      values.push_back(static_cast<double>(histogram->value_at(core::Percentile{50})));
    }
    return values;
  };
  MetricId id = MetricId::ttft;
  std::vector<double> values = medians(id);
  if (values.empty()) {
    id = MetricId::e2e;
    values = medians(id);
  }
  const Trend trend = kendall_trend(values);
  if (trend.p >= kNotSteadyP) return std::nullopt;
  return fmt::format(
      "not steady: block medians of {} {} (Kendall's tau {:.2f}, p {:.2g}, {} blocks), so one "
      "distribution hides a drift",
      metrics::metric_info(id).name, trend.tau > 0 ? "rise" : "fall", trend.tau, trend.p,
      values.size());
}

struct TimeSum {
  double seconds = 0;
  std::int64_t count = 0;
  void add(const metrics::Histogram& histogram) {
    const double steps = metrics::unit_info(metrics::Unit::kMilliseconds).steps_per_unit;
    seconds += histogram.mean() / steps / 1e3 * static_cast<double>(histogram.count());
    count += histogram.count();
  }
};

/// Mean seconds from dispatch to the end, or nothing when more than kMostUntimed of the requests
/// left no times.
std::optional<double> mean_time(const CellRecord& cell) {
  TimeSum waits;
  TimeSum services;
  TimeSum tails;
  const auto add = [](TimeSum& sum, const metrics::MetricSet& set, MetricId id) {
    if (const metrics::Histogram* histogram = set.find(id)) sum.add(*histogram);
  };
  for (const metrics::BlockRecord& block : cell.blocks) {
    add(waits, block.ok, MetricId::connect_wait);
    add(services, block.ok, MetricId::service_time);
    add(tails, block.ok, MetricId::tail);
  }
  const metrics::Counters counters = cell.counters();
  const std::int64_t untimed = counters.sent() - services.count;
  if (services.count == 0 ||
      static_cast<double>(untimed) > kMostUntimed * static_cast<double>(counters.sent())) {
    return std::nullopt;
  }
  return (waits.seconds + services.seconds + tails.seconds) / static_cast<double>(services.count);
}

std::optional<std::string> little_note(const CellRecord& cell, const SystemFigures& figures) {
  const std::optional<double> seconds = mean_time(cell);
  if (!seconds || cell.ended_in_window < kLeastCompletions) return std::nullopt;
  const double expected = figures.requests_per_s * *seconds;
  if (expected <= 0) return std::nullopt;
  if (std::abs(figures.in_flight_mean - expected) <= kLittleTolerance * expected) {
    return std::nullopt;
  }
  return fmt::format(
      "little's law: {:.3g} in flight on average, but {:.3g}/s x {:.3g} s = {:.3g}; the window is "
      "too short or not steady",
      figures.in_flight_mean, figures.requests_per_s, *seconds, expected);
}

}  // namespace

Trend kendall_trend(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 2) return {};
  std::int64_t rising = 0;
  std::int64_t falling = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      if (values[i] < values[j]) ++rising;
      if (values[i] > values[j]) ++falling;
    }
  }
  const auto count = static_cast<double>(n);
  const double pairs = count * (count - 1) / 2;
  const auto untied = static_cast<double>(rising + falling);
  if (untied == 0) return {};
  const auto score = static_cast<double>(rising - falling);
  const double tau = score / std::sqrt(pairs * untied);
  if (untied == pairs && n <= kExactUpTo) {
    const auto fewer = static_cast<std::size_t>(std::min(rising, falling));
    return {tau, std::min(1.0, 2 * chance_of_at_most(fewer, n))};
  }
  const auto spread = [](double t) { return t * (t - 1) * (2 * t + 5); };
  const double variance = (spread(count) - over_ties(values, spread)) / 18;
  const double z = std::max(0.0, std::abs(score) - 1) / std::sqrt(variance);
  return {tau, std::erfc(z / std::numbers::sqrt2)};
}

std::vector<std::string> steadiness_notes(const CellRecord& cell, const SystemFigures& figures) {
  std::vector<std::string> notes;
  if (auto note = trend_note(cell)) notes.push_back(std::move(*note));
  if (auto note = little_note(cell, figures)) notes.push_back(std::move(*note));
  return notes;
}

}  // namespace orbench::results
