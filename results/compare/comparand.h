#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/cell_record.h"
#include "harness/metrics/metric.h"

namespace orbench::results {

/// A figure that a comparison is about: `ttft.p50`, `e2e.gmean`, `errors.rate`, `good_share`.
/// Quantiles and geometric means are compared as ratios, shares as differences in points.
struct Comparand {
  enum class Kind : std::uint8_t { kQuantile, kGeometricMean, kErrorsRate, kGoodShare };

  std::string text;  ///< as written
  Kind kind = Kind::kQuantile;
  metrics::MetricId metric = metrics::MetricId::ttft;  ///< unless it is a share
  double percent = 50;                                 ///< of a quantile, from the good side

  [[nodiscard]] bool is_share() const {
    return kind == Kind::kErrorsRate || kind == Kind::kGoodShare;
  }
  [[nodiscard]] metrics::Better better() const;
  /// Fewest values on either side that a block's figure may rest on.
  [[nodiscard]] std::int64_t least_count() const;
  friend bool operator==(const Comparand&, const Comparand&) = default;
};

/// Errors: kInvalidArgument with what was found, what can be compared, and the nearest known name.
[[nodiscard]] core::Result<Comparand> parse_comparand(std::string_view text);

/// What is judged unless the user declares other figures.
[[nodiscard]] const std::vector<Comparand>& default_primary();
/// What stands in for the time to first token where replies have none: plain ones.
[[nodiscard]] const std::vector<Comparand>& default_primary_of_plain();
/// What is shown besides, never judged.
[[nodiscard]] const std::vector<Comparand>& secondary_comparands();

/// Values of ok requests, or judged requests of a share.
[[nodiscard]] std::int64_t value_count(const metrics::BlockRecord& block,
                                       const Comparand& comparand);
/// The figure of one record (a block, several merged, or a whole cell): in the metric's unit, or a
/// fraction. Quantiles are median-unbiased: h = (n + 1/3) q + 1/3, interpolated on logs, so that
/// sides that differ in n can be compared. Empty without values, and for a ratio of what is not
/// positive. Source: statistics.md section 5.3.
[[nodiscard]] std::optional<double> figure_of(const metrics::BlockRecord& block,
                                              const Comparand& comparand);

}  // namespace orbench::results
