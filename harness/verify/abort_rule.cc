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

metrics::CellRecord AbortRule::matching(const metrics::Recorder& so_far) const {
  metrics::CellRecord merged;
  merged.blocks.resize(1);
  metrics::BlockRecord& sum = merged.blocks.front();
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
  return merged;
}

std::optional<std::string> AbortRule::reason(const metrics::Recorder& so_far) const {
  const results::Observation seen =
      results::observe(matching(so_far), terms_.expression, terms_.ok_only);
  if (seen.n < terms_.min_samples || (!seen.value && !seen.beyond_limit)) return std::nullopt;
  const metrics::Expression& expression = terms_.expression;
  if (!seen.beyond_limit && metrics::compare(*seen.value, expression.op, expression.value)) {
    return std::nullopt;
  }
  return fmt::format("{} after {} requests: {}", expression.text, metrics::format_count(seen.n),
                     seen.beyond_limit ? "beyond any value" : side_text(expression, *seen.value));
}

}  // namespace orbench::verify
