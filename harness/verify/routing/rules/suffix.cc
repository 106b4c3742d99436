#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/best.h"
#include "harness/verify/routing/concentration.h"
#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

SortKey key_of(const Asked& asked) {
  if (asked.suffix == "nitro") return SortKey::kThroughput;
  return asked.suffix == "floor" ? SortKey::kPrice : SortKey::kExacto;
}

std::unique_ptr<Rule> make(const Case& ground) {
  const SortKey key = key_of(ground.asked);
  const Listings able = eligible_of(ground, ground.asked.models.front());
  if (key == SortKey::kExacto) return concentration_rule(ground, able, ":exacto");
  const Listings first = best(ground, key, able);
  GradedRule::Terms terms;
  terms.expected = fmt::format("first attempts at {} (:{})", names_of(first), ground.asked.suffix);
  terms.share = sort_share(ground, key);
  terms.effect_only = !ground.exact() && key == SortKey::kThroughput;
  terms.alpha_broken = ground.alpha_broken;
  if (first.empty()) {
    terms.when_idle = "nothing is published that the endpoints could be sorted by";
    terms.grade = [](const Trial&) { return Grade::kExcused; };
  } else {
    terms.grade = FirstAttempt(ground, able, first);
  }
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind suffix_rule() {
  RuleKind kind;
  kind.name = "suffix";
  kind.what = "row 25: `:nitro`, `:floor`, `:exacto` sort; the first two admit tier endpoints";
  kind.sent = [](const Asked& asked) {
    return !asked.suffix.empty() && asked.order.empty() && asked.sort == SortKey::kNone;
  };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
