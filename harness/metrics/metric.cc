#include "harness/metrics/metric.h"

#include <algorithm>

namespace orbench::metrics {
namespace {

constexpr std::array<MetricInfo, kMetricCount> kMetrics = {{
#define ORBENCH_METRIC(name, unit, better, what) \
  {MetricId::name, #name, Unit::unit, Better::better, what},
#include "harness/metrics/metrics.def"
#undef ORBENCH_METRIC
}};

}  // namespace

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
