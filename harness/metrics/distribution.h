#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/metrics/metric.h"

namespace orbench::metrics {

/// One quantile of a distribution. `q` is 0-100 and counts from the good side: q percent of the
/// requests are at least this good.
struct QuantileValue {
  double q = 50;
  double value = 0;          ///< of ok requests, in the metric's unit
  std::optional<double> lo;  ///< 95 % interval by effective sample size; absent when n is too small
  std::optional<double> hi;
  std::optional<double>
      all;  ///< pQ_all: failures taken as infinitely bad; absent = beyond any value
  friend bool operator==(const QuantileValue&, const QuantileValue&) = default;
};

/// The summary of any metric, in its own unit. One type for all of them.
struct Distribution {
  Unit unit = Unit::kMilliseconds;
  std::int64_t count = 0;
  std::int64_t undefined = 0;    ///< ok requests that should have a value and have none
  std::int64_t below_range = 0;  ///< subset of count, clamped
  std::int64_t above_range = 0;  ///< subset of count, clamped
  double min = 0;
  double mean = 0;
  double stddev = 0;
  double max = 0;
  double deff = 1;  ///< design effect of the blocks: count / deff is what independent samples give
  std::vector<QuantileValue> quantiles;  ///< p50 p75 p90 p95 p99 p99.9

  /// Null when q is not among the quantiles.
  [[nodiscard]] const QuantileValue* find(double q) const {
    for (const QuantileValue& quantile : quantiles) {
      if (quantile.q == q) return &quantile;
    }
    return nullptr;
  }
  friend bool operator==(const Distribution&, const Distribution&) = default;
};

}  // namespace orbench::metrics
