#include "harness/metrics/metric.h"

#include <algorithm>

namespace orbench::metrics {
namespace {

constexpr std::int64_t kMicrosPerHour = 3'600'000'000;

// Indexed by Unit. Highest values lie far above anything a service does, so that what lands beyond
// them is a mistake worth counting.
constexpr std::array<UnitInfo, 6> kUnits = {{
    {"ms", 1e3, {1, kMicrosPerHour, 3}},      // steps of 1 µs, up to an hour
    {"tok/s", 1e3, {1, 1'000'000'000, 3}},    // 0.001/s, up to a million
    {"USD", 1e9, {1, 1'000'000'000'000, 3}},  // nano-USD, up to 1,000 USD a request
    {"tokens", 1.0, {1, 1'000'000'000, 3}},   // whole tokens
    {"ratio", 1e3, {1, 1'000'000'000, 3}},    // 0.001, up to a million
    {"1/s", 1e3, {1, 1'000'000'000, 3}},      // 0.001/s, up to a million
}};

constexpr std::array<MetricInfo, kMetricCount> kMetrics = {{
#define ORBENCH_METRIC(name, unit, better, what) \
  {MetricId::name, #name, Unit::unit, Better::better, what},
#include "harness/metrics/metrics.def"
#undef ORBENCH_METRIC
}};

}  // namespace

const UnitInfo& unit_info(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

const std::array<MetricInfo, kMetricCount>& all_metrics() { return kMetrics; }

const MetricInfo& metric_info(MetricId id) { return kMetrics[static_cast<std::size_t>(id)]; }

std::optional<MetricId> metric_from_name(std::string_view name) {
  const auto* const found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                         [&](const MetricInfo& m) { return m.name == name; });
  if (found == kMetrics.end()) return std::nullopt;
  return found->id;
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  names.reserve(kMetrics.size());
  for (const MetricInfo& metric : kMetrics) names.emplace_back(metric.name);
  return names;
}

}  // namespace orbench::metrics
