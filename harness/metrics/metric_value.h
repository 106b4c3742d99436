#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "harness/metrics/metric.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// Why a sample has no value for a metric.
enum class Absence : std::uint8_t {
  kNotApplicable,  ///< the metric does not exist for this kind of request (no TLS, no stream, …)
  kUndefined,      ///< it should exist, but cannot be computed from this sample: counted
};

struct MetricValue {
  std::optional<double> value;                ///< in the metric's unit; never NaN or infinite
  Absence absence = Absence::kNotApplicable;  ///< meaningful only without a value
};

/// The formulas of metrics.md section 2, all of them and in one place.
/// `icl` has many values per request and is not here (Recorder::add takes the gaps).
[[nodiscard]] MetricValue metric_value(MetricId id, const Sample& sample);

/// A value in the steps of its metric's histogram. What lies outside the range stays just outside
/// it, where the histogram counts it. REQUIRES: no NaN.
[[nodiscard]] inline std::int64_t to_steps(MetricId id, double value) {
  const UnitInfo& unit = unit_info(metric_info(id).unit);
  // Held to just outside the range before the conversion could overflow.
  const double steps =
      std::clamp(value * unit.steps_per_unit, -1.0, static_cast<double>(unit.range.highest) + 1.0);
  // Halves go away from zero, as in std::llround, which is a call.
  return static_cast<std::int64_t>(steps < 0.0 ? steps - 0.5 : steps + 0.5);
}

/// Every metric that a sample owes, in the order of their ids, as their histograms count: what
/// metric_value() says of each, for a fraction of what as many calls cost.
class MetricSteps {
 public:
  explicit MetricSteps(const Sample& sample);

  static constexpr std::int64_t kUndefined = std::numeric_limits<std::int64_t>::min();
  struct Entry {
    MetricId id;
    std::int64_t steps;  ///< kUndefined: owed, but not to be computed
  };
  [[nodiscard]] const Entry* begin() const { return entries_.data(); }
  [[nodiscard]] const Entry* end() const { return entries_.data() + size_; }

 private:
  std::array<Entry, kMetricCount> entries_;  // left as it is: one sample fills a third of it
  std::size_t size_ = 0;
};

}  // namespace orbench::metrics
