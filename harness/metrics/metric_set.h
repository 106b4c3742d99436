#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/metrics/histogram.h"
#include "harness/metrics/metric.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// One histogram per metric, allocated when the metric first has a value.
/// Threads: one thread per object.
class MetricSet {
 public:
  void record(MetricId id, double value);
  void record_steps(MetricId id, std::int64_t steps) {
    Histogram* const known = histograms_[static_cast<std::size_t>(id)].get();
    (known == nullptr ? made(id) : *known).record(steps);
  }
  void record_undefined(MetricId id) { ++undefined_[static_cast<std::size_t>(id)]; }
  /// Records every metric that the sample defines, and counts those that it owes beside.
  void record_all(const Sample& sample);
  void merge(const MetricSet& other);
  /// Adds values of a metric, whatever the range they were recorded in.
  void merge(MetricId id, const Histogram& histogram);

  /// Null when nothing was recorded.
  [[nodiscard]] const Histogram* find(MetricId id) const;
  /// Gives the metric's histogram away; null when nothing was recorded.
  [[nodiscard]] std::unique_ptr<Histogram> release(MetricId id);
  [[nodiscard]] std::int64_t undefined(MetricId id) const {
    return undefined_[static_cast<std::size_t>(id)];
  }

 private:
  Histogram& made(MetricId id);

  std::array<std::unique_ptr<Histogram>, kMetricCount> histograms_;
  std::array<std::int64_t, kMetricCount> undefined_{};
};

}  // namespace orbench::metrics
