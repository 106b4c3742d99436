#include <algorithm>
#include <array>
#include <cmath>

#include "results/metric_quantile.h"
#include "results/quantile_interval.h"
#include "results/summarize.h"

namespace orbench::results {
namespace {

using metrics::Better;
using metrics::CellRecord;
using metrics::Distribution;
using metrics::Histogram;
using metrics::MetricId;
using metrics::QuantileValue;

constexpr std::array<double, 6> kQuantiles = {50, 75, 90, 95, 99, 99.9};

/// What the reading of a histogram depends on.
struct Scale {
  metrics::Unit unit = metrics::Unit::kMilliseconds;
  Better better = Better::kLower;

  [[nodiscard]] double value(std::int64_t steps) const {
    return static_cast<double>(steps) / metrics::unit_info(unit).steps_per_unit;
  }
  /// Percentiles count from the good side; histograms ascend.
  [[nodiscard]] double ascending(double percent) const {
    return better == Better::kHigher ? 100 - percent : percent;
  }
};

/// A bucket's highest equivalent value may lie beyond the greatest value that was recorded, which
/// is known exactly.
std::int64_t within(const Histogram& histogram, std::int64_t value) {
  return std::clamp(value, histogram.min(), histogram.max());
}

std::int64_t value_at(const Histogram& histogram, const Scale& scale, double percent) {
  const double ascending = std::clamp(scale.ascending(percent), 0.0, 100.0);
  return within(histogram, histogram.value_at(core::Percentile{ascending}));
}

/// pQ_all: among all judged requests, failures taken as worse than any value, p percent are at
/// least this good; these are p / (1 - f) of the ok ones.
std::optional<double> value_of_all(const Histogram& histogram, const Scale& scale, double percent,
                                   double failure_share) {
  if (scale.better == Better::kNeither) failure_share = 0;  // such a metric has no bad side
  const std::optional<double> of_ok = percent_of_ok(percent, failure_share);
  if (!of_ok) return std::nullopt;
  return scale.value(value_at(histogram, scale, *of_ok));
}

Distribution bare(const Histogram& histogram, const Scale& scale, double failure_share) {
  Distribution out;
  out.unit = scale.unit;
  out.count = histogram.count();
  out.below_range = histogram.underflow();
  out.above_range = histogram.overflow();
  if (histogram.empty()) return out;
  out.min = scale.value(histogram.min());
  out.max = scale.value(histogram.max());
  const double steps = metrics::unit_info(scale.unit).steps_per_unit;
  out.mean = histogram.mean() / steps;
  out.stddev = histogram.stddev() / steps;
  for (const double percent : kQuantiles) {
    QuantileValue quantile;
    quantile.q = percent;
    quantile.value = scale.value(value_at(histogram, scale, percent));
    quantile.all = value_of_all(histogram, scale, percent, failure_share);
    out.quantiles.push_back(quantile);
  }
  return out;
}

Scale scale_of(MetricId id) {
  const metrics::MetricInfo& info = metrics::metric_info(id);
  return {info.unit, info.better};
}

/// How the blocks share out around the cell's own quantile.
EffectiveCount effective_count_of(const CellRecord& cell, MetricId id, const Histogram& merged,
                                  double percent) {
  const Scale scale = scale_of(id);
  const std::int64_t at = value_at(merged, scale, percent);
  std::vector<BlockShare> shares;
  shares.reserve(cell.blocks.size());
  for (const metrics::BlockRecord& block : cell.blocks) {
    const Histogram* histogram = block.ok.find(id);
    if (histogram == nullptr) continue;
    shares.push_back({histogram->count(), histogram->count_at_or_below(at)});
  }
  return effective_count(shares, scale.ascending(percent) / 100);
}

void add_interval(QuantileValue& quantile, const Histogram& histogram, const Scale& scale,
                  double effective_n) {
  const auto ranks =
      quantile_ranks(scale.ascending(quantile.q) / 100, histogram.count(), effective_n);
  if (!ranks) return;
  quantile.lo = scale.value(within(histogram, histogram.value_at_rank(ranks->lo)));
  quantile.hi = scale.value(within(histogram, histogram.value_at_rank(ranks->hi)));
}

}  // namespace

std::optional<double> percent_of_ok(double percent, double failure_share) {
  constexpr double kRounding = 1e-12;
  if (failure_share <= 0) return percent;
  if (failure_share >= 1 - percent / 100 - kRounding) return std::nullopt;
  return percent / (1 - failure_share);
}

double quantile_of(const Histogram& histogram, const metrics::MetricInfo& metric, double percent) {
  const Scale scale{metric.unit, metric.better};
  return scale.value(value_at(histogram, scale, percent));
}

double effective_sample_count(const CellRecord& cell, MetricId id, core::Percentile q) {
  const Histogram merged = cell.merged(id);
  if (merged.empty()) return 0;
  return effective_count_of(cell, id, merged, q.percent()).n;
}

Distribution summarize_metric(const CellRecord& cell, MetricId id) {
  const Scale scale = scale_of(id);
  const Histogram merged = cell.merged(id);
  Distribution out = bare(merged, scale, cell.counters().error_rate());
  out.undefined = cell.undefined(id);
  for (QuantileValue& quantile : out.quantiles) {
    const EffectiveCount effective = effective_count_of(cell, id, merged, quantile.q);
    add_interval(quantile, merged, scale, effective.n);
    if (quantile.q == 50) out.deff = effective.deff;
  }
  return out;
}

Distribution summarize_provider_metric(const CellRecord& cell,
                                       const metrics::ProviderRecord& provider, MetricId id) {
  const Scale scale = scale_of(id);
  const Histogram* own = provider.ok.find(id);
  if (own == nullptr || own->empty()) {
    Distribution none;
    none.unit = scale.unit;
    none.undefined = provider.ok.undefined(id);
    return none;
  }
  const Histogram merged = cell.merged(id);
  const double share = static_cast<double>(own->count()) / static_cast<double>(merged.count());
  Distribution out = bare(*own, scale, provider.counters.error_rate());
  out.undefined = provider.ok.undefined(id);
  for (QuantileValue& quantile : out.quantiles) {
    const EffectiveCount effective = effective_count_of(cell, id, merged, quantile.q);
    add_interval(quantile, *own, scale, effective.n * share);
    if (quantile.q == 50) out.deff = effective.deff;
  }
  return out;
}

Distribution summarize_histogram(const Histogram& histogram, metrics::Unit unit,
                                 bool higher_is_better, double failure_share) {
  return bare(histogram, {unit, higher_is_better ? Better::kHigher : Better::kLower},
              failure_share);
}

}  // namespace orbench::results
