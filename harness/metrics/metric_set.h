#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "harness/metrics/histogram.h"
#include "harness/metrics/metric.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// Every metric that a sample owes, in the steps of the metric's histogram: worked out once, then
/// recorded in as many sets as the sample belongs to.
class MetricSteps {
 public:
  explicit MetricSteps(const Sample& sample);

  struct Entry {
    MetricId id = {};
    std::optional<std::int64_t> steps;  ///< empty = owed, but undefined
  };
  [[nodiscard]] const Entry* begin() const { return entries_.data(); }
  [[nodiscard]] const Entry* end() const { return entries_.data() + size_; }

 private:
  std::array<Entry, kMetricCount> entries_{};
  std::size_t size_ = 0;
};

/// A value in the steps of its metric's histogram. What lies outside the range stays just outside
/// it, where the histogram counts it. REQUIRES: no NaN.
[[nodiscard]] std::int64_t to_steps(MetricId id, double value);

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
  void record_all(const MetricSteps& steps);
  /// Records every metric that the sample defines.
  void record_all(const Sample& sample) { record_all(MetricSteps(sample)); }
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
