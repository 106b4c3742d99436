#include "harness/verify/abort_rule.h"

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "harness/verify/expression_text.h"
#include "results/summarize.h"

namespace orbench::verify {
namespace {

constexpr std::string_view kProvider = "provider";

bool is_over_the_window(const metrics::Expression& expression) {
  using metrics::Figure;
  return expression.figure == Figure::kGoodput || expression.figure == Figure::kRequestsPerSecond ||
         expression.figure == Figure::kOutputTokensPerSecond ||
         expression.figure == Figure::kCostPerHour;
}

/// What was counted between two sums, of which the later holds the earlier. Of the values only
/// those of `metric` are kept.
metrics::BlockRecord difference(const metrics::BlockRecord& now, const metrics::BlockRecord& before,
                                std::optional<metrics::MetricId> metric) {
  metrics::BlockRecord out;
  for (std::size_t i = 0; i < out.counters.outcomes.size(); ++i) {
    out.counters.outcomes[i] = now.counters.outcomes[i] - before.counters.outcomes[i];
  }
  out.counters.good = now.counters.good - before.counters.good;
  out.counters.cost = now.counters.cost - before.counters.cost;
  // A sum of costs is known where replies named one.
  const metrics::MetricId kept = metric.value_or(metrics::MetricId::cost);
  const metrics::Histogram* values = now.ok.find(kept);
  if (values == nullptr) return out;
  const metrics::Histogram* earlier = before.ok.find(kept);
  metrics::Histogram added(values->range());
  values->for_each([&](std::size_t slot, std::int64_t count) {
    added.record_slot(slot, count - (earlier == nullptr ? 0 : earlier->count_in(slot)));
  });
  out.ok.merge(kept, added);
  return out;
}

}  // namespace

void AbortRule::check(core::Params& params, const Terms& terms) {
  for (const auto& [tag, value] : terms.where.sample_tags()) {
    if (tag == kProvider) continue;
    params.error("where", fmt::format("with \"abort\" a check can be narrowed by workload, cell "
                                      "labels and provider only, not by \"{}\"; drop one of them",
                                      tag));
  }
  if (is_over_the_window(terms.expression)) {
    params.error("abort",
                 "a rate over the measured window is known at its end only; abort on "
                 "errors.rate, a latency or a cost instead");
  }
}

metrics::BlockRecord AbortRule::matching(const metrics::Recorder& so_far) const {
  metrics::BlockRecord sum;
  const auto add = [&sum](const metrics::BlockRecord& part) {
    sum.counters.merge(part.counters);
    sum.ok.merge(part.ok);
  };
  for (std::size_t i = 0; i < so_far.cells().size(); ++i) {
    if (!terms_.where.matches_cell(i)) continue;
    const metrics::CellRecord& cell = so_far.cells()[i];
    if (terms_.where.selects_whole_cells()) {
      for (const metrics::BlockRecord& block : cell.blocks) add(block);
      continue;
    }
    for (const auto& [tag, provider] : terms_.where.sample_tags()) {
      const auto found = cell.providers.find(provider);
      if (found != cell.providers.end()) add(found->second);
    }
  }
  return sum;
}

metrics::BlockRecord AbortRule::latest(metrics::BlockRecord sum, core::Duration now) {
  constexpr int kMarksPerStretch = 20;
  const core::Duration over = *terms_.over;
  while (marks_.size() > 1 && marks_[1].at <= now - over) marks_.pop_front();
  const bool whole = !marks_.empty() && marks_.front().at <= now - over;
  const metrics::BlockRecord none;
  const metrics::BlockRecord& before = whole ? marks_.front().sum : none;
  metrics::BlockRecord out = difference(sum, before, terms_.expression.metric);
  if (marks_.empty() || now - marks_.back().at >= over / kMarksPerStretch) {
    marks_.push_back({now, std::move(sum)});
  }
  return out;
}

std::optional<std::string> AbortRule::reason(const metrics::Recorder& so_far, core::Duration now) {
  metrics::CellRecord looked_at;
  metrics::BlockRecord sum = matching(so_far);
  looked_at.blocks.push_back(terms_.over ? latest(std::move(sum), now) : std::move(sum));
  const results::Observation seen = results::observe(looked_at, terms_.expression, terms_.ok_only);
  if (seen.n < terms_.min_samples || (!seen.value && !seen.beyond_limit)) return std::nullopt;
  const metrics::Expression& expression = terms_.expression;
  if (!seen.beyond_limit && metrics::compare(*seen.value, expression.op, expression.value)) {
    return std::nullopt;
  }
  const std::string stretch =
      terms_.over ? fmt::format(" of the last {:g} s", core::to_seconds(*terms_.over)) : "";
  return fmt::format("{} after {} requests{}: {}", expression.text, metrics::format_count(seen.n),
                     stretch,
                     seen.beyond_limit ? "beyond any value" : side_text(expression, *seen.value));
}

}  // namespace orbench::verify
