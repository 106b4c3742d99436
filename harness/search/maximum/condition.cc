#include "harness/search/maximum/condition.h"

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/metrics/metric_value.h"

namespace orbench::search {
namespace {

using metrics::Comparison;
using metrics::Expression;

// Under a thousandth of a percent no search ends; nearly 1 says nothing of a load.
constexpr double kLeastLimit = 1e-5;
constexpr double kMostLimit = 0.95;

bool is_upper_bound(Comparison op) {
  return op == Comparison::kLess || op == Comparison::kLessEqual;
}
bool is_lower_bound(Comparison op) {
  return op == Comparison::kGreater || op == Comparison::kGreaterEqual;
}

/// Held back by a cap on requests in flight: had it been sent when it should, the service would
/// have had more to bear, so no latency of such a request speaks for it.
bool waited_for_slot(const metrics::Sample& sample) {
  return sample.at.admitted.is_set() && sample.at.admitted > sample.at.intended;
}
bool found_no_slot(const metrics::Sample& sample) {
  return sample.outcome == core::Outcome::kNotSent || waited_for_slot(sample);
}

/// How a metric grows while its request is open.
enum class Growth : std::uint8_t {
  kNone,       ///< it is known at the end, or is no wait
  kUntilSeen,  ///< a wait for an instant that comes once
  kUntilLast,  ///< a wait for the last token: what has come so far may have been the last
};

Growth growth_of(metrics::MetricId id) {
  using metrics::MetricId;
  switch (id) {
    case MetricId::ttft:
    case MetricId::ttfa:
    case MetricId::ttfb:
    case MetricId::first_image:
    case MetricId::first_body:
    case MetricId::e2e:
    case MetricId::response_ttft:
      return Growth::kUntilSeen;
    case MetricId::service_time:
    case MetricId::response_time:
      return Growth::kUntilLast;
    default:
      return Growth::kNone;
  }
}

core::Stamp start_of(metrics::MetricId id, const metrics::Sample& sample) {
  const bool intended =
      id == metrics::MetricId::response_time || id == metrics::MetricId::response_ttft;
  return intended ? sample.at.intended : sample.at.sent;
}

constexpr double kOldest = 1e9;  // ms: nothing stays open for so long

tl::unexpected<core::Error> refuse(const Expression& expression, std::string_view why) {
  return core::fail(core::ErrorCode::kInvalidArgument,
                    fmt::format("\"{}\": {}", expression.text, why));
}

core::Result<Condition> of_metric(const Expression& expression) {
  const metrics::MetricInfo& metric = metrics::metric_info(*expression.metric);
  if (expression.stat != metrics::Stat::kQuantile || metric.id == metrics::MetricId::icl) {
    return refuse(expression,
                  "a search judges each request by itself; write a quantile such as ttft.p95");
  }
  const bool lower = metric.better == metrics::Better::kLower;
  const bool higher = metric.better == metrics::Better::kHigher;
  if (lower && !is_upper_bound(expression.op)) {
    return refuse(expression, fmt::format("lower is better for {}; write <", metric.name));
  }
  if (higher && !is_lower_bound(expression.op)) {
    return refuse(expression, fmt::format("higher is better for {}; write >", metric.name));
  }
  if (!lower && !higher) {
    return refuse(expression, fmt::format("{} has no better side", metric.name));
  }
  Condition condition;
  condition.limit = 1 - expression.quantile.fraction();
  condition.objective = metrics::Objective{metric.id, expression.value};
  return condition;
}

core::Result<Condition> of_figure(const Expression& expression) {
  Condition condition;
  switch (*expression.figure) {
    case metrics::Figure::kErrorsRate:
      condition.limit = expression.value;
      break;
    case metrics::Figure::kOutcomeRate:
      condition.limit = expression.value;
      condition.outcome = expression.outcome;
      break;
    case metrics::Figure::kGoodShare:
      condition.limit = 1 - expression.value;
      condition.good = true;
      break;
    default:
      return refuse(expression,
                    "a search judges each request by itself; of figures it knows errors.rate, "
                    "errors.<outcome>.rate and good_share");
  }
  const bool fits = condition.good ? is_lower_bound(expression.op) : is_upper_bound(expression.op);
  if (!fits) return refuse(expression, condition.good ? "write >" : "write <");
  return condition;
}

}  // namespace

bool Condition::is_bad(const metrics::Sample& sample) const {
  if (found_no_slot(sample)) return true;
  if (outcome) return sample.outcome == *outcome;
  if (sample.outcome != core::Outcome::kOk) return true;
  if (good) return !sample.good;
  return objective && metrics::judge(*objective, sample) != metrics::ObjectiveAnswer::kMet;
}

Standing Condition::so_far(const metrics::Sample& sample, core::Duration now) const {
  if (waited_for_slot(sample)) return Standing::kBad;
  const Growth growth = objective ? growth_of(objective->metric) : Growth::kNone;
  if (growth == Growth::kNone) return Standing::kOpen;
  if (const auto seen = metrics::metric_value(objective->metric, sample).value) {
    if (*seen > objective->limit) return Standing::kBad;
    return growth == Growth::kUntilSeen ? Standing::kGood : Standing::kOpen;
  }
  const core::Stamp start = start_of(objective->metric, sample);
  const bool waited_long =
      start.is_set() && core::to_ms(now - start.since_epoch()) > objective->limit;
  return waited_long ? Standing::kBad : Standing::kOpen;
}

std::vector<core::Duration> Condition::telling_ages() const {
  constexpr core::Duration kPast = std::chrono::microseconds{1};
  constexpr double kLater = 1.1;  // a reply that still comes in has shown another token by then
  const Growth growth = objective ? growth_of(objective->metric) : Growth::kNone;
  if (growth == Growth::kNone || objective->limit > kOldest) return {};
  std::vector<core::Duration> ages{core::from_ms(objective->limit) + kPast};
  if (growth == Growth::kUntilLast)
    ages.push_back(core::from_ms(kLater * objective->limit) + kPast);
  return ages;
}

core::Result<Condition> parse_condition(std::string_view text) {
  const auto expression = metrics::parse_expression(text);
  if (!expression) return tl::unexpected(expression.error());
  auto condition = expression->metric ? of_metric(*expression) : of_figure(*expression);
  if (!condition) return condition;
  // NaN-free by the parser; a share of exactly 0 or 1 can never be shown.
  if (condition->limit < kLeastLimit || condition->limit > kMostLimit) {
    return refuse(*expression,
                  fmt::format("the share of requests that may miss it is {:g} %; from {:g} to "
                              "{:g} % can be tested",
                              100 * condition->limit, 100 * kLeastLimit, 100 * kMostLimit));
  }
  condition->text = expression->text;
  return condition;
}

std::vector<Condition> read_conditions(core::Params& search) {
  std::vector<Condition> conditions;
  const auto refuse_at = [&](const std::string& pointer, std::string message) {
    search.diagnostics().error(core::ErrorCode::kInvalidArgument, std::move(message),
                               search.source().locate(pointer));
  };
  std::size_t written = 0;
  const auto read = [&](const core::Json& element, const std::string& pointer) {
    if (++written > kMostConditions) return;
    if (!element.is_string()) {
      return refuse_at(pointer, R"(expected a text such as "ttft.p95 < 1s")");
    }
    auto condition = parse_condition(element.get_ref<const std::string&>());
    if (!condition) return refuse_at(pointer, condition.error().message);
    conditions.push_back(*std::move(condition));
  };
  const core::Json* const list = search.raw("while");
  search.array("while", read);
  if (list == nullptr || (list->is_array() && list->empty())) {
    search.error("while", "what must hold is missing: [\"ttft.p95 < 1s\", \"errors.rate < 1%\"]");
  } else if (written > kMostConditions) {
    search.error("while", fmt::format("at most {} conditions", kMostConditions));
  }
  return conditions;
}

}  // namespace orbench::search
