#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/metrics/metric_value.h"
#include "harness/metrics/number_format.h"
#include "harness/metrics/quantity.h"
#include "harness/verify/abort_rule.h"
#include "harness/verify/check.h"
#include "harness/verify/evidence.h"
#include "harness/verify/expression_text.h"
#include "harness/verify/measure.h"

namespace orbench::verify {
namespace {

using metrics::Comparison;
using metrics::Figure;
using metrics::Sample;
using results::CheckRecord;
using results::CheckVerdict;

/// A threshold as the user wrote it.
struct Terms {
  metrics::Expression expression;
  bool ok_only = false;
  bool allow_no_data = false;
  bool warn_only = false;
  bool strict = false;
  std::optional<core::Duration> over = {};  ///< it must hold in every stretch of this length
  std::int64_t min_samples = 50;            ///< that a stretch, or an abort, may rest on
};

/// `over: "30s"`. Mistakes are reported.
std::optional<core::Duration> read_over(core::Params& params) {
  const auto text = params.optional_text("over");
  if (!text) return std::nullopt;
  constexpr double kLeastMs = 1000;
  constexpr double kMostMs = 86'400'000;
  const auto ms = metrics::parse_quantity(*text, metrics::Quantity::kTime);
  if (ms && *ms >= kLeastMs && *ms <= kMostMs) return core::from_ms(*ms);
  params.error("over", fmt::format("expected a time from 1s to 86400s such as \"30s\", found {}",
                                   metrics::quoted(*text)));
  return std::nullopt;
}

/// What cannot be said of a stretch.
bool fits_stretches(core::Params& params, const Terms& terms) {
  if (!terms.over) return true;
  const bool tokens_per_s = terms.expression.figure == Figure::kOutputTokensPerSecond;
  if (!tokens_per_s && !needs_whole_cells(terms.expression)) return true;
  params.error("over", "this figure is known of whole cells only; leave \"over\" out");
  return false;
}

bool is_failure(const Sample& sample) {
  return sample.outcome != core::Outcome::kOk && sample.outcome != core::Outcome::kCancelled &&
         sample.outcome != core::Outcome::kNotSent;
}

/// How much a sample speaks against a demand on a figure; empty when it does not.
std::optional<double> against_figure(const metrics::Expression& expression, const Sample& sample) {
  switch (*expression.figure) {
    case Figure::kErrorsRate:
    case Figure::kErrorsCount:
      if (is_failure(sample)) return 1.0;
      break;
    case Figure::kOutcomeRate:
    case Figure::kOutcomeCount:
      if (sample.outcome == expression.outcome) return 1.0;
      break;
    case Figure::kGoodput:
    case Figure::kGoodShare:
      if (!sample.good) return is_failure(sample) ? 1.0 : 0.5;
      break;
    case Figure::kCostTotal:
    case Figure::kCostPerHour:
      if (sample.usage.cost) return sample.usage.cost->dollars();
      break;
    case Figure::kRequestsPerSecond:
    case Figure::kOutputTokensPerSecond:
    case Figure::kRequestsCount:
      break;
  }
  return std::nullopt;
}

/// The same for a metric: how far its value is on the wrong side.
std::optional<double> against_metric(const metrics::Expression& expression, const Sample& sample) {
  if (sample.outcome != core::Outcome::kOk) return std::nullopt;
  const auto value = metrics::metric_value(*expression.metric, sample).value;
  if (!value || metrics::compare(*value, expression.op, expression.value)) return std::nullopt;
  const bool wants_more =
      expression.op == Comparison::kGreater || expression.op == Comparison::kGreaterEqual;
  return wants_more ? -*value : *value;
}

class ThresholdCheck final : public Check {
 public:
  ThresholdCheck(Terms terms, Where where, std::optional<AbortRule> abort_rule)
      : terms_(std::move(terms)),
        where_(std::move(where)),
        abort_rule_(std::move(abort_rule)),
        measure_(terms_.over ? make_stretch_measure(terms_.expression, terms_.ok_only,
                                                    {*terms_.over, terms_.min_samples})
                             : make_measure(terms_.expression, where_, terms_.ok_only)) {}

  [[nodiscard]] AbortRule* abort_rule() override { return abort_rule_ ? &*abort_rule_ : nullptr; }

  void begin(const results::RunResult& result) override { measure_->begin(result); }

  void observe(const Sample& sample) override {
    if (!where_.matches(sample)) return;
    measure_->observe(sample);
    if (sample.phase != metrics::Phase::kMeasured) return;
    if (is_failure(sample)) failures_.add(0, sample);
    const auto weight = terms_.expression.figure ? against_figure(terms_.expression, sample)
                                                 : against_metric(terms_.expression, sample);
    if (weight) offenders_.add(*weight, sample);
  }

  [[nodiscard]] CheckRecord conclude(const results::RunResult& result) const override {
    const Reading reading = measure_->read(result);
    CheckRecord record;
    record.check = terms_.expression.text;
    record.where = where_.text();
    record.expected = demand_text(terms_.expression);
    record.n = reading.observation.n;
    record.note = reading.origin;
    judge(reading.observation, record);
    if (record.verdict == CheckVerdict::kPassed) return record;
    if (record.verdict == CheckVerdict::kFailed && terms_.warn_only) {
      record.verdict = CheckVerdict::kWarned;
    }
    record.evidence = (reading.observation.beyond_limit ? failures_ : offenders_).ids();
    return record;
  }

 private:
  void judge(const results::Observation& seen, CheckRecord& record) const {
    if (seen.beyond_limit) {
      record.verdict = CheckVerdict::kFailed;
      record.observed = "beyond any value";
      add_note(record, "so many requests failed that this quantile of all requests has no value");
    } else if (!seen.value) {
      judge_no_data(record);
    } else {
      judge_value(seen, *seen.value, record);
    }
  }

  void judge_no_data(CheckRecord& record) const {
    record.observed = "no data";
    if (terms_.allow_no_data) {
      record.verdict = CheckVerdict::kPassed;
      add_note(record, "no data, which allow_no_data accepts");
    } else {
      record.verdict = terms_.warn_only ? CheckVerdict::kWarned : CheckVerdict::kNoData;
    }
  }

  void judge_value(const results::Observation& seen, double value, CheckRecord& record) const {
    const metrics::Expression& expression = terms_.expression;
    const bool holds = metrics::compare(value, expression.op, expression.value);
    record.observed = side_text(expression, value);
    record.verdict = holds ? CheckVerdict::kPassed : CheckVerdict::kFailed;
    if (!seen.low_n) return;
    add_note(record, low_n_note(seen));
    if (terms_.strict) record.verdict = CheckVerdict::kUndecided;
  }

  [[nodiscard]] std::string low_n_note(const results::Observation& seen) const {
    const std::string needed =
        metrics::format_count(results::least_count_for(terms_.expression.quantile));
    const auto worth = static_cast<std::int64_t>(seen.effective_n);
    if (worth >= seen.n) {
      return fmt::format("low n ({} of {})", metrics::format_count(seen.n), needed);
    }
    return fmt::format("low n ({} requests that tell as much as {} independent ones, of {})",
                       metrics::format_count(seen.n), metrics::format_count(worth), needed);
  }

  static void add_note(CheckRecord& record, std::string_view note) {
    if (!record.note.empty()) record.note += "; ";
    record.note += note;
  }

  Terms terms_;
  Where where_;
  std::optional<AbortRule> abort_rule_;
  std::unique_ptr<Measure> measure_;
  Evidence failures_;
  Evidence offenders_;
};

std::vector<std::unique_ptr<Check>> read_threshold(core::Params& params,
                                                   const CheckContext& context) {
  const std::optional<std::string> text = params.optional_text("threshold");
  Where where = Where::read(params, context);
  Terms terms;
  terms.ok_only = params.choice("basis", "all", {"all", "ok"}) == "ok";
  terms.allow_no_data = params.flag("allow_no_data", false);
  terms.warn_only = params.choice("severity", "fail", {"fail", "warn"}) == "warn";
  terms.strict = context.strict;
  terms.min_samples = params.integer("min_samples", terms.min_samples, {1, 1e9});
  terms.over = read_over(params);
  const bool abort = params.flag("abort", false);
  if (!text) return {};  // no string: reported above

  auto expression = metrics::parse_expression(*text);
  if (!expression) {
    params.error("threshold", expression.error().message);
    return {};
  }
  terms.expression = *std::move(expression);
  if (needs_whole_cells(terms.expression) && !where.selects_whole_cells()) {
    params.error(
        "where",
        fmt::format("{} has many values per request, which are kept per cell: narrow it by "
                    "workload, endpoint, model or cell labels only",
                    metrics::metric_info(*terms.expression.metric).name));
    return {};
  }
  if (!fits_stretches(params, terms)) return {};
  std::optional<AbortRule> abort_rule;
  if (abort) {
    AbortRule::Terms rule{terms.expression, where, terms.ok_only, terms.min_samples, terms.over};
    AbortRule::check(params, rule);
    abort_rule.emplace(std::move(rule));
  }
  std::vector<std::unique_ptr<Check>> checks;
  checks.push_back(
      std::make_unique<ThresholdCheck>(std::move(terms), std::move(where), std::move(abort_rule)));
  return checks;
}

}  // namespace

CheckKind threshold_check() {
  return {"threshold", R"(an expression that must hold: {"threshold": "ttft.p95 < 800ms"})",
          &read_threshold};
}

}  // namespace orbench::verify
