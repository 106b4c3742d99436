#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/best.h"
#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kLiveShare = 0.95;

std::unique_ptr<Rule> make(const Case& ground) {
  const Tier tier = ground.asked.service_tier == "priority" ? Tier::kPriority : Tier::kFlex;
  // Who else could serve does not stand aside for the tier: going there is what breaks the rule.
  const Listings able = eligible(ground, "service_tier");
  Listings wanted;
  std::copy_if(able.begin(), able.end(), std::back_inserter(wanted),
               [tier](const Listing* one) { return one->tier == tier; });
  GradedRule::Terms terms;
  terms.expected = fmt::format("first attempts at {}", names_of(wanted));
  terms.share = ground.share(kLiveShare);
  terms.alpha_broken = ground.alpha_broken;
  if (wanted.empty()) {
    terms.when_idle = fmt::format("no endpoint of tier {} may serve", ground.asked.service_tier);
    terms.grade = [](const Trial&) { return Grade::kExcused; };
  } else {
    terms.grade = FirstAttempt(ground, able, wanted);
  }
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind service_tier_rule() {
  RuleKind kind;
  kind.name = "service_tier";
  kind.what = "rows 26, 27: endpoints of the tier asked for come first";
  kind.sent = [](const Asked& asked) {
    return (asked.service_tier == "priority" || asked.service_tier == "flex") &&
           asked.order.empty();
  };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
