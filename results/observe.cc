#include <algorithm>
#include <cmath>

#include "results/metric_quantile.h"
#include "results/quantile_interval.h"
#include "results/summarize.h"

namespace orbench::results {
namespace {

using metrics::CellRecord;
using metrics::Counters;
using metrics::Expression;
using metrics::Figure;
using metrics::Stat;

Observation share(std::int64_t part, std::int64_t whole) {
  Observation out;
  out.n = whole;
  if (whole > 0) out.value = static_cast<double>(part) / static_cast<double>(whole);
  return out;
}

/// A count is known as soon as there was anything to count.
Observation tally(std::int64_t count, std::int64_t of) {
  Observation out;
  out.n = of;
  if (of > 0) out.value = static_cast<double>(count);
  return out;
}

Observation rate(const CellRecord& cell, double SystemFigures::*figure, std::int64_t n) {
  const SystemFigures figures = summarize_figures(cell, std::nullopt);
  Observation out;
  out.n = n;
  if (figures.window_end_s > figures.window_start_s && n > 0) out.value = figures.*figure;
  return out;
}

/// Money is known only where a reply said what it cost: a sum of unknowns is not 0.
std::int64_t replies_with_cost(const CellRecord& cell) {
  return cell.merged(metrics::MetricId::cost).count();
}

Observation total_cost(const CellRecord& cell, const Counters& counters) {
  Observation out;
  out.n = replies_with_cost(cell);
  if (out.n > 0 || counters.cost > core::Usd{}) out.value = counters.cost.dollars();
  return out;
}

Observation outcome(const Counters& counters, const Expression& expression) {
  const std::int64_t count = counters.of(expression.outcome);
  // What was never sent is a share of what was offered, not of what was sent.
  const bool unsent = expression.outcome == core::Outcome::kNotSent;
  const std::int64_t whole = unsent ? counters.offered() : counters.sent();
  return *expression.figure == Figure::kOutcomeRate ? share(count, whole)
                                                    : tally(count, counters.offered());
}

Observation figure(const CellRecord& cell, const Expression& expression) {
  const Counters counters = cell.counters();
  const std::int64_t sent = counters.sent();
  switch (*expression.figure) {
    case Figure::kErrorsRate:
      return share(counters.errors(), sent - counters.of(core::Outcome::kCancelled));
    case Figure::kErrorsCount:
      return tally(counters.errors(), sent);
    case Figure::kOutcomeRate:
    case Figure::kOutcomeCount:
      return outcome(counters, expression);
    case Figure::kCostTotal:
      return total_cost(cell, counters);
    case Figure::kCostPerHour:
      return rate(cell, &SystemFigures::cost_per_hour, replies_with_cost(cell));
    case Figure::kGoodput:
      return rate(cell, &SystemFigures::good_per_s, sent);
    case Figure::kGoodShare:
      return share(counters.good, counters.calls());
    case Figure::kRequestsPerSecond:
      return rate(cell, &SystemFigures::requests_per_s, sent);
    case Figure::kOutputTokensPerSecond:
      return rate(cell, &SystemFigures::output_tokens_per_s, counters.ok());
    case Figure::kRequestsCount:
      return tally(sent, counters.offered());
  }
  return {};
}

/// The failures that a quantile of all counts as infinitely late. A call failed only if its last
/// attempt did.
std::int64_t failures_of(metrics::MetricId id, const Counters& counters) {
  return counters.errors() - (id == metrics::MetricId::logical_time ? counters.retried : 0);
}

Observation quantile(const CellRecord& cell, const Expression& expression, bool ok_only) {
  const metrics::MetricInfo& info = metrics::metric_info(*expression.metric);
  const Counters counters = cell.counters();
  const metrics::Histogram merged = cell.merged(info.id);
  const bool of_all = !ok_only && info.better != metrics::Better::kNeither;
  const std::int64_t failures = of_all ? failures_of(info.id, counters) : 0;
  Observation out;
  // Where nothing was ok, whether the failed would have had the metric is not known; that they
  // would not have met any limit is.
  if (merged.empty() && (counters.ok() > 0 || failures == 0)) return out;
  out.n = merged.count() + failures;
  const double percent = expression.quantile.percent();
  const auto judged = static_cast<double>(counters.ok() + failures);
  const std::optional<double> of_ok =
      percent_of_ok(percent, failures > 0 ? static_cast<double>(failures) / judged : 0.0);
  out.beyond_limit = merged.empty() || !of_ok;
  if (!out.beyond_limit) out.value = quantile_of(merged, info, *of_ok);
  const bool blocked = cell.blocks.size() > 1;
  const auto all = static_cast<double>(out.n);
  out.effective_n = blocked && !merged.empty()
                        ? effective_sample_count(cell, info.id, expression.quantile) * all /
                              static_cast<double>(merged.count())
                        : all;
  out.low_n = out.effective_n < static_cast<double>(least_count_for(expression.quantile));
  return out;
}

Observation statistic(const CellRecord& cell, const Expression& expression) {
  const metrics::Histogram merged = cell.merged(*expression.metric);
  const double steps =
      metrics::unit_info(metrics::metric_info(*expression.metric).unit).steps_per_unit;
  const auto count = static_cast<double>(merged.count());
  if (expression.stat == Stat::kCount) return tally(merged.count(), cell.counters().sent());
  Observation out;
  out.n = merged.count();
  if (merged.empty()) return out;
  switch (expression.stat) {
    case Stat::kMean:
      out.value = merged.mean() / steps;
      break;
    case Stat::kMin:
      out.value = static_cast<double>(merged.min()) / steps;
      break;
    case Stat::kMax:
      out.value = static_cast<double>(merged.max()) / steps;
      break;
    case Stat::kTotal:
      out.value = merged.mean() / steps * count;
      break;
    default:
      break;
  }
  return out;
}

}  // namespace

Observation observe(const CellRecord& cell, const Expression& expression, bool ok_only) {
  if (expression.figure) return figure(cell, expression);
  if (!expression.metric) return {};
  if (expression.stat == Stat::kQuantile) return quantile(cell, expression, ok_only);
  return statistic(cell, expression);
}

std::int64_t least_count_for(core::Percentile q) { return least_effective_count(q.fraction()); }

}  // namespace orbench::results
