#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/metrics/histogram.h"

namespace orbench::metrics {

/// The id printed by every report; a change of any definition changes it.
inline constexpr std::string_view kDefinitionSet = "orbench.metrics/1";

/// A metric of metrics.def. Order is that of the list and has no meaning on disk: names do.
enum class MetricId : std::uint8_t {
#define ORBENCH_METRIC(name, unit, better, what) name,
#include "harness/metrics/metrics.def"
#undef ORBENCH_METRIC
};

inline constexpr std::size_t kMetricCount =
    std::initializer_list<MetricId>{
#define ORBENCH_METRIC(name, unit, better, what) MetricId::name,
#include "harness/metrics/metrics.def"
#undef ORBENCH_METRIC
    }
        .size();

enum class Unit : std::uint8_t {
  kMilliseconds,
  kTokensPerSecond,
  kUsd,
  kTokens,
  kRatio,
  kPerSecond,
};
enum class Better : std::uint8_t { kLower, kHigher, kNeither };

/// What a unit is called and how its values become histogram counts.
struct UnitInfo {
  std::string_view name;  ///< "ms", "tok/s", "USD", "tokens", "ratio", "1/s"
  double steps_per_unit;  ///< histogram steps in one unit: 1000 for ms (steps of 1 µs)
  HistogramRange range;   ///< in steps
};

namespace detail {
inline constexpr std::int64_t kMicrosPerHour = 3'600'000'000;
// Indexed by Unit. Highest values lie far above anything a service does, so that what lands beyond
// them is a mistake worth counting.
inline constexpr std::array<UnitInfo, 6> kUnits = {{
    {"ms", 1e3, {1, kMicrosPerHour, 3}},      // steps of 1 µs, up to an hour
    {"tok/s", 1e3, {1, 1'000'000'000, 3}},    // 0.001/s, up to a million
    {"USD", 1e9, {1, 1'000'000'000'000, 3}},  // nano-USD, up to 1,000 USD a request
    {"tokens", 1.0, {1, 1'000'000'000, 3}},   // whole tokens
    {"ratio", 1e3, {1, 1'000'000'000, 3}},    // 0.001, up to a million
    {"1/s", 1e3, {1, 1'000'000'000, 3}},      // 0.001/s, up to a million
}};
}  // namespace detail

[[nodiscard]] constexpr const UnitInfo& unit_info(Unit unit) {
  return detail::kUnits[static_cast<std::size_t>(unit)];
}

struct MetricInfo {
  MetricId id;
  std::string_view name;
  Unit unit;
  Better better;
  std::string_view what;  ///< the definition in one line
};

namespace detail {
inline constexpr std::array<MetricInfo, kMetricCount> kMetrics = {{
#define ORBENCH_METRIC(name, unit, better, what) \
  {MetricId::name, #name, Unit::unit, Better::better, what},
#include "harness/metrics/metrics.def"
#undef ORBENCH_METRIC
}};
}  // namespace detail

[[nodiscard]] constexpr const std::array<MetricInfo, kMetricCount>& all_metrics() {
  return detail::kMetrics;
}
[[nodiscard]] constexpr const MetricInfo& metric_info(MetricId id) {
  return detail::kMetrics[static_cast<std::size_t>(id)];
}
[[nodiscard]] std::optional<MetricId> metric_from_name(std::string_view name);
/// For suggestions.
[[nodiscard]] std::vector<std::string> metric_names();

}  // namespace orbench::metrics
