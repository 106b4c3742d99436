#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/best.h"
#include "harness/verify/routing/concentration.h"
#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// With partition `none` each model's best: which model comes first is the partition's matter.
Listings wanted(const Case& ground) {
  if (!ground.asked.pooled) return best(ground, ground.asked.sort, first_group(ground));
  Listings out;
  for (const std::string& model : ground.asked.models) {
    const Listings some = best(ground, ground.asked.sort, eligible_of(ground, model));
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}

std::unique_ptr<Rule> make(const Case& ground) {
  // Other models may follow only when all of the first have failed.
  Listings able = ground.asked.pooled ? eligible(ground) : first_group(ground);
  if (ground.asked.sort == SortKey::kExacto) {
    return concentration_rule(ground, std::move(able), "sort exacto");
  }
  const Listings first = wanted(ground);
  const SortKey key = ground.asked.sort;
  GradedRule::Terms terms;
  terms.expected = fmt::format("first attempts at {} ({})", names_of(first), to_string(key));
  terms.share = sort_share(ground, key);
  terms.effect_only = !ground.exact() && (key == SortKey::kLatency || key == SortKey::kThroughput);
  terms.alpha_broken = ground.alpha_broken;
  if (first.empty()) {
    terms.when_idle = "nothing is published that the endpoints could be sorted by";
    terms.grade = [](const Trial&) { return Grade::kExcused; };
  } else {
    terms.grade = FirstAttempt(ground, std::move(able), first);
  }
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind sort_rule() {
  RuleKind kind;
  kind.name = "sort";
  kind.what = "rows 8, 9, 11, 21: first attempts go to the best by what is asked for";
  kind.sent = [](const Asked& asked) {
    // `order` wins over `sort` (row 10).
    return asked.sort != SortKey::kNone && asked.order.empty();
  };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
