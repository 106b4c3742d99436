#include "harness/verify/measure.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/metrics/recorder.h"

namespace orbench::verify {
namespace {

using metrics::Comparison;
using metrics::Expression;
using metrics::Figure;
using results::Observation;

bool is_window_rate(const Expression& expression) {
  return expression.figure == Figure::kGoodput || expression.figure == Figure::kRequestsPerSecond ||
         expression.figure == Figure::kOutputTokensPerSecond ||
         expression.figure == Figure::kCostPerHour;
}

/// Rates of cells that ran side by side add up.
void add_rate(Observation& sum, const Observation& cell) {
  sum.n += cell.n;
  if (cell.value) sum.value = sum.value.value_or(0) + *cell.value;
}

/// Folds the matching samples with the code that folds the run itself.
class FoldedMeasure final : public Measure {
 public:
  FoldedMeasure(Expression expression, bool ok_only)
      : expression_(std::move(expression)), ok_only_(ok_only), recorder_({}) {}

  void begin(const results::RunResult& result) override {
    std::vector<metrics::Recorder::CellPlan> plans;
    // With the run's own blocks, so that low counts are judged as in the report.
    for (const results::CellResult& cell : result.cells) {
      plans.push_back(results::replay_plan(cell));
    }
    recorder_ = metrics::Recorder(plans);
  }

  void observe(const metrics::Sample& sample) override { recorder_.add(sample); }

  [[nodiscard]] Reading read(const results::RunResult& /*result*/) const override {
    if (is_window_rate(expression_)) {
      Observation sum;
      for (const metrics::CellRecord& cell : recorder_.cells()) {
        add_rate(sum, results::observe(cell, expression_, ok_only_));
      }
      return {sum, {}};
    }
    metrics::CellRecord all;
    for (const metrics::CellRecord& cell : recorder_.cells()) all.merge(cell);
    return {results::observe(all, expression_, ok_only_), {}};
  }

 private:
  Expression expression_;
  bool ok_only_;
  metrics::Recorder recorder_;
};

/// Takes a rate from the figures of the matching cells.
class CellRates final : public Measure {
 public:
  CellRates(Figure figure, Where where) : figure_(figure), where_(std::move(where)) {}

  void begin(const results::RunResult& /*result*/) override {}
  void observe(const metrics::Sample& /*sample*/) override {}

  [[nodiscard]] Reading read(const results::RunResult& result) const override {
    Observation sum;
    for (std::size_t i = 0; i < result.cells.size(); ++i) {
      if (where_.matches_cell(i)) add_rate(sum, observe_cell(result.cells[i]));
    }
    return {sum, {}};
  }

 private:
  [[nodiscard]] Observation observe_cell(const results::CellResult& cell) const {
    Observation out;
    out.n = cell.counters.sent();
    const results::SystemFigures& figures = cell.figures;
    if (figure_ == Figure::kCostPerHour) {
      const auto cost = cell.metrics.find(metrics::MetricId::cost);
      out.n = cost == cell.metrics.end() ? 0 : cost->second.count;
    }
    if (out.n > 0 && figures.window_end_s > figures.window_start_s) out.value = rate(figures);
    return out;
  }

  [[nodiscard]] double rate(const results::SystemFigures& figures) const {
    switch (figure_) {
      case Figure::kGoodput:
        return figures.good_per_s;
      case Figure::kOutputTokensPerSecond:
        return figures.output_tokens_per_s;
      case Figure::kCostPerHour:
        return figures.cost_per_hour;
      default:
        return figures.requests_per_s;
    }
  }

  Figure figure_;
  Where where_;
};

Observation observe_distribution(const metrics::Distribution& distribution,
                                 const Expression& expression, bool ok_only) {
  Observation out;
  out.n = distribution.count;
  if (distribution.count == 0) return out;
  out.effective_n = static_cast<double>(distribution.count) / std::max(1.0, distribution.deff);
  switch (expression.stat) {
    case metrics::Stat::kMean:
      out.value = distribution.mean;
      break;
    case metrics::Stat::kMin:
      out.value = distribution.min;
      break;
    case metrics::Stat::kMax:
      out.value = distribution.max;
      break;
    case metrics::Stat::kCount:
      out.value = static_cast<double>(distribution.count);
      break;
    case metrics::Stat::kTotal:
      out.value = distribution.mean * static_cast<double>(distribution.count);
      break;
    case metrics::Stat::kQuantile: {
      const metrics::QuantileValue* quantile = distribution.find(expression.quantile.percent());
      if (quantile == nullptr) break;
      out.value = ok_only ? std::optional(quantile->value) : quantile->all;
      out.beyond_limit = !out.value;
      out.low_n = !quantile->lo;
      break;
    }
  }
  return out;
}

/// How far a reading is from what is wanted; larger is worse.
double badness(const Observation& reading, const Expression& expression) {
  if (reading.beyond_limit) return std::numeric_limits<double>::infinity();
  const double value = reading.value.value_or(0);
  switch (expression.op) {
    case Comparison::kLess:
    case Comparison::kLessEqual:
      return value;
    case Comparison::kGreater:
    case Comparison::kGreaterEqual:
      return -value;
    case Comparison::kEqual:
    case Comparison::kNotEqual:
      break;
  }
  return metrics::compare(value, expression.op, expression.value) ? 0 : 1;
}

/// A metric that only the cells hold: each matching cell must meet the demand, so the worst one is
/// the reading.
class WorstCell final : public Measure {
 public:
  WorstCell(Expression expression, Where where, bool ok_only)
      : expression_(std::move(expression)), where_(std::move(where)), ok_only_(ok_only) {}

  void begin(const results::RunResult& /*result*/) override {}
  void observe(const metrics::Sample& /*sample*/) override {}

  [[nodiscard]] Reading read(const results::RunResult& result) const override {
    std::optional<Observation> worst;
    std::size_t where_worst = 0;
    std::size_t cells = 0;
    for (std::size_t i = 0; i < result.cells.size(); ++i) {
      if (!where_.matches_cell(i)) continue;
      const auto found = result.cells[i].metrics.find(*expression_.metric);
      if (found == result.cells[i].metrics.end()) continue;
      const Observation one = observe_distribution(found->second, expression_, ok_only_);
      if (one.n == 0 && !one.beyond_limit) continue;
      ++cells;
      if (worst && badness(one, expression_) <= badness(*worst, expression_)) continue;
      worst = one;
      where_worst = i;
    }
    if (cells < 2) return {worst.value_or(Observation{}), {}};
    const results::CellIdentity& cell = result.cells[where_worst].identity;
    std::string origin = fmt::format("worst of {} cells: {}", cells, cell.workload);
    for (const auto& [name, value] : cell.labels) origin += fmt::format(", {}={}", name, value);
    return {*worst, std::move(origin)};
  }

 private:
  Expression expression_;
  Where where_;
  bool ok_only_;
};

/// The measured window cut into stretches, each folded by itself.
class WorstStretch final : public Measure {
 public:
  WorstStretch(Expression expression, bool ok_only, const Stretches& stretches)
      : expression_(std::move(expression)), ok_only_(ok_only), stretches_(stretches) {}

  void begin(const results::RunResult& result) override {
    double end_s = 0;
    double start_s = std::numeric_limits<double>::infinity();
    for (const results::CellResult& cell : result.cells) {
      start_s = std::min(start_s, cell.figures.window_start_s);
      end_s = std::max(end_s, cell.figures.window_end_s);
    }
    if (end_s <= start_s) return;
    start_ = core::from_seconds(start_s);
    const double count = (end_s - start_s) / core::to_seconds(stretches_.length);
    std::vector<metrics::Recorder::CellPlan> plans(
        static_cast<std::size_t>(std::clamp(count, 1.0, kMostStretches)));
    for (std::size_t i = 0; i < plans.size(); ++i) {
      const core::Duration from = start_of(i);
      plans[i].window = {from, from + stretches_.length};
    }
    recorder_ = metrics::Recorder(plans);
  }

  void observe(const metrics::Sample& sample) override {
    const core::Stamp at = sample.at.closed.is_set() ? sample.at.closed : sample.at.intended;
    if (!at.is_set() || at.since_epoch() < start_) return;
    metrics::Sample moved = sample;
    moved.block = 0;
    // What ended after the last whole stretch has no cell and is left out.
    moved.cell = static_cast<std::uint32_t>((at.since_epoch() - start_) / stretches_.length);
    recorder_.add(moved);
  }

  [[nodiscard]] Reading read(const results::RunResult& /*result*/) const override {
    Reading worst;
    for (std::size_t i = 0; i < recorder_.cells().size(); ++i) {
      const Observation one = results::observe(recorder_.cells()[i], expression_, ok_only_);
      if (one.n < stretches_.min_samples || (!one.value && !one.beyond_limit)) continue;
      const bool first = worst.origin.empty();
      if (!first && badness(one, expression_) <= badness(worst.observation, expression_)) continue;
      worst.observation = one;
      worst.origin =
          fmt::format("worst {:g} s: from {:g} s of the run", core::to_seconds(stretches_.length),
                      core::to_seconds(start_of(i)));
    }
    return worst;
  }

 private:
  static constexpr double kMostStretches = 5000;

  [[nodiscard]] core::Duration start_of(std::size_t stretch) const {
    return start_ + stretches_.length * static_cast<std::int64_t>(stretch);
  }

  Expression expression_;
  bool ok_only_;
  Stretches stretches_;
  core::Duration start_{0};
  metrics::Recorder recorder_{{}};
};

}  // namespace

std::unique_ptr<Measure> make_stretch_measure(const Expression& expression, bool ok_only,
                                              const Stretches& stretches) {
  return std::make_unique<WorstStretch>(expression, ok_only, stretches);
}

bool needs_whole_cells(const Expression& expression) {
  return expression.metric == metrics::MetricId::icl;
}

std::unique_ptr<Measure> make_measure(const Expression& expression, const Where& where,
                                      bool ok_only) {
  if (needs_whole_cells(expression)) {
    return std::make_unique<WorstCell>(expression, where, ok_only);
  }
  if (is_window_rate(expression) && where.selects_whole_cells()) {
    return std::make_unique<CellRates>(*expression.figure, where);
  }
  return std::make_unique<FoldedMeasure>(expression, ok_only);
}

}  // namespace orbench::verify
