#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/metrics/counters.h"
#include "harness/metrics/distribution.h"
#include "harness/metrics/metric.h"
#include "results/json_in.h"
#include "results/json_out.h"
#include "results/run_result.h"

/// The keys of counters and distributions.
/// A file of fields names each key of a stored document once, for both directions: an `Archive` is
/// JsonOut or JsonIn, derived fields are written only. The schemas in results/schema say what the
/// keys mean.
namespace orbench::results {

using OutcomeCounts = std::array<std::int64_t, core::kOutcomeNames.size()>;

[[nodiscard]] inline std::optional<metrics::Unit> unit_from_name(std::string_view name) {
  for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
    if (metrics::unit_info(metric.unit).name == name) return metric.unit;
  }
  return std::nullopt;
}

template <class Archive>
void fields(Archive& a, Is<OutcomeCounts> auto& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) a(core::kOutcomeNames[i], counts[i]);
}

template <class Archive>
void fields(Archive& a, Is<metrics::Counters> auto& c) {
  a.derived("offered", c.offered());
  a.derived("sent", c.sent());
  a.derived("ok", c.ok());
  a.derived("errors", c.errors());
  a.derived("error_rate", c.error_rate());
  a.object("outcomes", c.outcomes);
  a("good", c.good);
  a("retried", c.retried);
  a("cached", c.cached);
  a("objectives_undefined", c.objectives_undefined);
  a("without_usage", c.without_usage);
  a("prompt_tokens", c.prompt_tokens);
  a("output_tokens", c.output_tokens);
  a("cost_usd", c.cost);
}

template <class Archive>
void fields(Archive& a, Is<metrics::QuantileValue> auto& quantile) {
  a("q", quantile.q);
  a("value", quantile.value);
  a("lo", quantile.lo);
  a("hi", quantile.hi);
  a("all", quantile.all);
}

template <class Archive>
void fields(Archive& a, Is<metrics::Distribution> auto& d) {
  a.named(
      "unit", d.unit, [](metrics::Unit unit) { return metrics::unit_info(unit).name; },
      unit_from_name);
  a("count", d.count);
  a("undefined", d.undefined);
  a("below_range", d.below_range);
  a("above_range", d.above_range);
  a("min", d.min);
  a("mean", d.mean);
  a("stddev", d.stddev);
  a("max", d.max);
  a("deff", d.deff);
  a.list("quantiles", d.quantiles);
}

/// By the metric's name; metrics of another build are left out.
template <class Archive>
void fields(Archive& a, Is<MetricSummaries> auto& summaries) {
  for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
    if constexpr (Archive::kReads) {
      if (a.has(metric.name)) a.object(metric.name, summaries[metric.id]);
    } else {
      const auto found = summaries.find(metric.id);
      if (found != summaries.end()) a.object(metric.name, found->second);
    }
  }
}

}  // namespace orbench::results
