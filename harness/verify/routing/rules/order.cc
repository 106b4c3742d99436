#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kLiveShare = 0.95;
constexpr double kHealthyUptime = 95;

/// The endpoints of the first entry that names any which may serve.
Listings first_entry(const Case& ground) {
  const Listings able = eligible(ground);
  for (const std::string& slug : ground.asked.order) {
    Listings named;
    std::copy_if(able.begin(), able.end(), std::back_inserter(named),
                 [&](const Listing* one) { return slug_names(slug, *one); });
    if (!named.empty()) return named;
  }
  return {};
}

/// A service may move an entry back while it is unwell.
bool is_healthy(const Listing* listing) {
  const auto well = [](const results::EndpointRow& row) {
    return row.status == 0 && row.uptime.value_or(100) >= kHealthyUptime;
  };
  return well(*listing->before) && well(*listing->after);
}

/// Without fallbacks nobody outside the list may serve.
Grade grade_served(const Case& ground, const Trial& trial) {
  if (trial.fate == Fate::kRefused) return Grade::kGood;
  if (!trial.served) return Grade::kUnknown;
  const Listings behind = served_candidates(ground, trial);
  if (behind.empty()) return Grade::kUnknown;
  const bool listed = std::any_of(behind.begin(), behind.end(), [&](const Listing* one) {
    return any_slug_names(ground.asked.order, *one);
  });
  return listed ? Grade::kGood : Grade::kForbidden;
}

std::unique_ptr<Rule> make(const Case& ground) {
  const Listings first = first_entry(ground);
  const bool strict = !ground.asked.allow_fallbacks;
  GradedRule::Terms terms;
  terms.alpha_broken = ground.alpha_broken;
  if (first.empty() && strict) {
    terms.expected = "refused: no entry of the list may serve, and there are no fallbacks";
    terms.alone = 0;
    // Served by anybody: forgotten was the list, or that there is nothing behind it.
    terms.together_with = "allow_fallbacks";
    terms.grade = [&ground](const Trial& trial) { return grade_served(ground, trial); };
    return std::make_unique<GradedRule>(std::move(terms));
  }
  terms.share = ground.share(kLiveShare);
  terms.expected = fmt::format("first attempts at {}", names_of(first));
  if (first.empty()) {
    terms.when_idle = "no entry of the list may serve, so the list decides nothing";
    terms.grade = [](const Trial&) { return Grade::kExcused; };
    return std::make_unique<GradedRule>(std::move(terms));
  }
  const bool healthy = ground.exact() || std::all_of(first.begin(), first.end(), is_healthy);
  terms.grade = [&ground, strict, healthy,
                 judge = FirstAttempt(ground, first)](const Trial& trial) {
    const Grade grade = judge(trial);
    if (grade != Grade::kBad) return grade;
    const bool outside =
        strict && grade_served(ground, trial) == Grade::kForbidden && trial.attempts.size() == 1;
    if (outside) return Grade::kForbidden;
    return healthy ? Grade::kBad : Grade::kUnknown;
  };
  return std::make_unique<GradedRule>(std::move(terms));
}

}  // namespace

RuleKind order_rule() {
  RuleKind kind;
  kind.name = "order";
  kind.what = "rows 5, 6, 10: the first entry that may serve is tried first";
  kind.sent = [](const Asked& asked) { return !asked.order.empty(); };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
