#include "harness/metrics/metric_set.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/metrics/metric_value.h"

namespace orbench::metrics {

void MetricSet::record(MetricId id, double value) {
  if (std::isnan(value)) return record_undefined(id);
  record_steps(id, to_steps(id, value));
}

void MetricSet::record_all(const Sample& sample) {
  for (const MetricSteps::Entry& found : MetricSteps(sample)) {
    if (found.steps != MetricSteps::kUndefined) {
      record_steps(found.id, found.steps);
    } else {
      record_undefined(found.id);
    }
  }
}

void MetricSet::merge(const MetricSet& other) {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    undefined_[i] += other.undefined_[i];
    if (other.histograms_[i]) merge(static_cast<MetricId>(i), *other.histograms_[i]);
  }
}

void MetricSet::merge(MetricId id, const Histogram& histogram) { made(id).merge(histogram); }

Histogram& MetricSet::made(MetricId id) {
  std::unique_ptr<Histogram>& histogram = histograms_[static_cast<std::size_t>(id)];
  if (!histogram) {
    histogram = std::make_unique<Histogram>(unit_info(metric_info(id).unit).range);
  }
  return *histogram;
}

const Histogram* MetricSet::find(MetricId id) const {
  return histograms_[static_cast<std::size_t>(id)].get();
}

std::unique_ptr<Histogram> MetricSet::release(MetricId id) {
  return std::move(histograms_[static_cast<std::size_t>(id)]);
}

}  // namespace orbench::metrics
