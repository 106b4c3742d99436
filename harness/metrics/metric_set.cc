#include "harness/metrics/metric_set.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/metrics/metric_value.h"

namespace orbench::metrics {

namespace {

/// What to_steps() needs of a metric's unit, without two look-ups.
struct Scale {
  double steps_per_unit;
  double beyond;  ///< just outside the range
};

std::array<Scale, kMetricCount> scales_of_all() {
  std::array<Scale, kMetricCount> scales{};
  for (const MetricInfo& metric : all_metrics()) {
    const UnitInfo& unit = unit_info(metric.unit);
    scales[static_cast<std::size_t>(metric.id)] = {unit.steps_per_unit,
                                                   static_cast<double>(unit.range.highest) + 1.0};
  }
  return scales;
}

const std::array<Scale, kMetricCount> all_scales = scales_of_all();

inline std::int64_t steps_of(MetricId id, double value) {
  const Scale& scale = all_scales[static_cast<std::size_t>(id)];
  // Held to just outside the range before the conversion could overflow.
  const double steps = std::clamp(value * scale.steps_per_unit, -1.0, scale.beyond);
  // Halves go away from zero, as in std::llround, which is a call.
  return static_cast<std::int64_t>(steps < 0.0 ? steps - 0.5 : steps + 0.5);
}

}  // namespace

std::int64_t to_steps(MetricId id, double value) { return steps_of(id, value); }

void MetricSet::record(MetricId id, double value) {
  if (std::isnan(value)) return record_undefined(id);
  record_steps(id, to_steps(id, value));
}

void MetricSet::record_all(const Sample& sample) {
  for (const MetricValues::Entry& found : MetricValues(sample)) {
    if (found.defined) {
      record_steps(found.id, steps_of(found.id, found.value));
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
