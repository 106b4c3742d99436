#include <utility>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// 59 replies without a lie refute that one in twenty lies.
constexpr double kLeastTruth = 0.90;

/// What the router says of a request agrees with the reply, and with itself.
Grade grade(const Trial& trial) {
  const core::Routing& told = trial.sample->routing.or_default();
  if (!told.told || trial.fate == Fate::kUnknown) return Grade::kUnknown;
  const bool counted = told.attempts.empty() || told.attempts.size() == told.attempt;
  if (!counted) return Grade::kForbidden;
  if (!trial.served) return told.selected_count == 0 ? Grade::kGood : Grade::kForbidden;
  const bool plain = told.strategy == "direct" || told.strategy == "fallback";
  if (plain && told.selected_count != 1) return Grade::kForbidden;
  const bool agrees = trial.sample->provider.empty() || told.selected.empty() ||
                      equal_ignoring_case(told.selected, trial.sample->provider);
  return agrees ? Grade::kGood : Grade::kForbidden;
}

}  // namespace

RuleKind metadata_rule() {
  RuleKind kind;
  kind.name = "metadata";
  kind.what = "row 30: the router's own account agrees with the reply and with itself (by name)";
  kind.make = [](const Case& ground) -> std::unique_ptr<Rule> {
    GradedRule::Terms terms;
    terms.expected = "one endpoint selected, the one that served; none on failure";
    terms.alpha_broken = ground.alpha_broken;
    terms.alone = kLeastTruth;
    terms.contradiction = true;
    terms.grade = &grade;
    return std::make_unique<GradedRule>(std::move(terms));
  };
  return kind;
}

}  // namespace orbench::verify::routing
