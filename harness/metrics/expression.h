#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/core/outcome.h"
#include "harness/core/result.h"
#include "harness/metrics/metric.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

enum class Comparison : std::uint8_t {
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual
};
[[nodiscard]] std::string_view to_string(Comparison op);
[[nodiscard]] bool compare(double left, Comparison op, double right);

/// A figure of a whole cell or run that is no distribution.
enum class Figure : std::uint8_t {
  kErrorsRate,             ///< errors.rate
  kErrorsCount,            ///< errors.count
  kOutcomeRate,            ///< errors.<outcome>.rate, share of sent
  kOutcomeCount,           ///< errors.<outcome>.count
  kCostTotal,              ///< cost.total
  kCostPerHour,            ///< cost_per_hour
  kGoodput,                ///< goodput or good_per_s: good requests per second
  kGoodShare,              ///< good_share: good / (sent - retried)
  kRequestsPerSecond,      ///< requests_per_s
  kOutputTokensPerSecond,  ///< output_tokens_per_s
  kRequestsCount,          ///< requests.count: sent
};

enum class Stat : std::uint8_t { kQuantile, kMean, kMin, kMax, kCount, kTotal };

/// A statement about a measurement: `ttft.p95 < 800ms`, `errors.rate < 1%`, `cost.total < $0.50`.
/// The value is held in the metric's own unit (ms, tokens/s, USD, tokens, ratio); rates of requests
/// per second; shares as fractions.
struct Expression {
  std::string text;              ///< as written
  std::optional<Figure> figure;  ///< exactly one of figure and metric is set
  std::optional<MetricId> metric;
  core::Outcome outcome = core::Outcome::kOk;  ///< for kOutcomeRate and kOutcomeCount
  Stat stat = Stat::kMean;
  core::Percentile quantile{50};  ///< for Stat::kQuantile, counted from the good side
  Comparison op = Comparison::kLess;
  double value = 0;
};

/// Parses `METRIC.STAT OP VALUE[UNIT]`. Stats: p50 p75 p90 p95 p99 p99.9 mean min max count total
/// rate; operators < <= > >= == !=; units us ms s % $ tps rps, checked against the metric.
/// Errors: kInvalidArgument with a caret-like account of what was found, what was expected and the
/// nearest known name.
[[nodiscard]] core::Result<Expression> parse_expression(std::string_view text);

/// A demand on a share: `> 99%`.
struct ShareDemand {
  Comparison op = Comparison::kGreaterEqual;
  double share = 1;  ///< a fraction, 0 to 1
};
/// Errors: kInvalidArgument; the message says what was found and what was expected.
[[nodiscard]] core::Result<ShareDemand> parse_share_demand(std::string_view text);

/// The metric of `ttft` and limit of `1s` for per-request objectives: {"ttft": "1s"}.
struct Objective {
  MetricId metric = MetricId::ttft;
  double limit = 0;  ///< in the metric's unit; met when the value is on its good side or equal
};
[[nodiscard]] core::Result<Objective> parse_objective(std::string_view metric,
                                                      std::string_view limit);
enum class ObjectiveAnswer : std::uint8_t { kMet, kMissed, kUndefined };
/// An objective undefined because n <= 1 is met; undefined for any other reason is not.
[[nodiscard]] ObjectiveAnswer judge(const Objective& objective, const Sample& sample);
/// Missed when any is missed, else undefined when any is; met without objectives. An ok sample is
/// good when this is kMet; when it is kUndefined, set Sample::objectives_undefined.
[[nodiscard]] ObjectiveAnswer judge_all(std::span<const Objective> objectives,
                                        const Sample& sample);
/// As judge_all, for the whole call when it took more than one attempt: its user has waited since
/// the first was intended.
[[nodiscard]] ObjectiveAnswer judge_call(std::span<const Objective> objectives,
                                         const Sample& sample);

}  // namespace orbench::metrics
