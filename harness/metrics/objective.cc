#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/metrics/expression.h"
#include "harness/metrics/metric_value.h"
#include "harness/metrics/quantity.h"
#include "harness/metrics/token_window.h"

namespace orbench::metrics {
namespace {

using core::ErrorCode;

/// Metrics of which one request has one value with a good side.
bool can_be_objective(const MetricInfo& metric) {
  return metric.better != Better::kNeither && metric.id != MetricId::icl;
}

/// True for figures that need more than one token to exist.
bool is_per_token(MetricId id) {
  return id == MetricId::itl || id == MetricId::tpot || id == MetricId::decode_tps;
}

}  // namespace

core::Result<Objective> parse_objective(std::string_view metric, std::string_view limit) {
  std::vector<std::string> names;
  for (const MetricInfo& info : all_metrics()) {
    if (can_be_objective(info)) names.emplace_back(info.name);
  }
  const std::optional<MetricId> id = metric_from_name(metric);
  if (!id || !can_be_objective(metric_info(*id))) {
    return core::fail(ErrorCode::kInvalidArgument,
                      fmt::format("found {}, expected a metric that one request has{}",
                                  quoted(metric), core::suggest(metric, names)));
  }
  const core::Result<double> value = parse_quantity(limit, quantity_of(metric_info(*id).unit));
  if (!value) return tl::unexpected(value.error());
  return Objective{*id, *value};
}

ObjectiveAnswer judge(const Objective& objective, const Sample& sample) {
  const MetricValue found = metric_value(objective.metric, sample);
  if (found.value) {
    const bool lower = metric_info(objective.metric).better == Better::kLower;
    const bool met = lower ? *found.value <= objective.limit : *found.value >= objective.limit;
    return met ? ObjectiveAnswer::kMet : ObjectiveAnswer::kMissed;
  }
  const std::optional<TokenWindow> window = token_window(sample);
  const bool too_short = is_per_token(objective.metric) && window && window->n <= 1;
  return too_short ? ObjectiveAnswer::kMet : ObjectiveAnswer::kUndefined;
}

ObjectiveAnswer judge_all(std::span<const Objective> objectives, const Sample& sample) {
  ObjectiveAnswer answer = ObjectiveAnswer::kMet;
  for (const Objective& objective : objectives) {
    const ObjectiveAnswer one = judge(objective, sample);
    if (one == ObjectiveAnswer::kMissed) return one;
    if (one == ObjectiveAnswer::kUndefined) answer = one;
  }
  return answer;
}

ObjectiveAnswer judge_call(std::span<const Objective> objectives, const Sample& sample) {
  if (sample.attempt == 1 || !sample.at.call_intended.is_set()) {
    return judge_all(objectives, sample);
  }
  Sample call = sample;
  call.at.intended = call.at.sent = sample.at.call_intended;
  return judge_all(objectives, call);
}

}  // namespace orbench::metrics
