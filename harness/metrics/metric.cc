#include "harness/metrics/metric.h"

#include <algorithm>

namespace orbench::metrics {

std::optional<MetricId> metric_from_name(std::string_view name) {
  const auto& all = all_metrics();
  const auto* const found =
      std::find_if(all.begin(), all.end(), [&](const MetricInfo& m) { return m.name == name; });
  if (found == all.end()) return std::nullopt;
  return found->id;
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  names.reserve(kMetricCount);
  for (const MetricInfo& metric : all_metrics()) names.emplace_back(metric.name);
  return names;
}

}  // namespace orbench::metrics
