#include <algorithm>
#include <utility>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// A router that falls back may still find nobody left, so a failure without a further attempt
/// tells half: 11 of them are needed.
constexpr double kStopsAlone = 0.5;
constexpr int kFirstError = 300;

bool listed(const Case& ground, const core::RoutingAttempt& attempt) {
  const Listings behind = candidates(ground, attempt, "");
  return behind.empty() || std::any_of(behind.begin(), behind.end(), [&](const Listing* one) {
           return any_slug_names(ground.asked.order, *one);
         });
}

/// Only requests whose first attempt failed say anything. With `order` its entries may follow one
/// another; nobody else may.
Grade grade(const Case& ground, const Trial& trial) {
  if (trial.fate == Fate::kUnknown) return Grade::kUnknown;
  if (trial.fate == Fate::kRefused) return Grade::kExcused;
  if (!trial.attempts_known) return Grade::kUnknown;
  const auto& attempts = trial.attempts;
  const bool first_failed =
      attempts.size() > 1 || (!attempts.empty() && attempts.front().status >= kFirstError);
  if (!first_failed) return Grade::kExcused;
  if (ground.asked.order.empty()) {
    return attempts.size() == 1 ? Grade::kGood : Grade::kBad;
  }
  if (!listed(ground, attempts.front())) return Grade::kExcused;  // the matter of `order`
  const bool all_listed =
      std::all_of(attempts.begin(), attempts.end(),
                  [&](const core::RoutingAttempt& one) { return listed(ground, one); });
  if (!all_listed) return Grade::kBad;
  return trial.served ? Grade::kExcused : Grade::kGood;
}

std::unique_ptr<Rule> make(const Case& ground) {
  GradedRule::Terms terms;
  terms.expected = ground.asked.order.empty() ? "one attempt, and its error is the answer"
                                              : "no attempt outside `order`";
  terms.alpha_broken = ground.alpha_broken;
  terms.alone = kStopsAlone;
  terms.when_idle =
      "no first attempt failed, so no fallback was due; a provider that fails would "
      "tell";
  terms.grade = [&ground](const Trial& trial) { return grade(ground, trial); };
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind allow_fallbacks_rule() {
  RuleKind kind;
  kind.name = "allow_fallbacks";
  kind.what = "rows 5, 7: without fallbacks one endpoint is tried, or those of `order`";
  kind.sent = [](const Asked& asked) { return !asked.allow_fallbacks; };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
