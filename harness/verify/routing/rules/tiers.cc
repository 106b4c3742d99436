#include <algorithm>
#include <utility>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kLeastKept = 0.90;

/// A tier endpoint may be asked for by its whole tag, which no base slug does.
bool names_whole_tag(const std::vector<std::string>& slugs, const Listing& listing) {
  return std::any_of(slugs.begin(), slugs.end(), [&](const std::string& slug) {
    return equal_ignoring_case(slug, listing.row().tag);
  });
}

/// `:nitro` and `:floor` admit a tier unless `order` or the default tier was asked for.
bool admits(const Asked& asked, std::string_view suffix) {
  return asked.suffix == suffix && asked.order.empty() && asked.service_tier != "default";
}

}  // namespace

RuleKind tiers_rule() {
  RuleKind kind;
  kind.name = "tiers";
  kind.what = "row 28: tier endpoints serve only requests that ask for the tier";
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    const Asked& asked = ground.asked;
    if (listing.tier == Tier::kDefault || names_whole_tag(asked.order, listing) ||
        names_whole_tag(asked.only, listing)) {
      return true;
    }
    if (listing.tier == Tier::kPriority) {
      return asked.service_tier == "priority" || admits(asked, "nitro");
    }
    return asked.service_tier == "flex" || admits(asked, "floor");
  };
  kind.make = [](const Case& ground) -> std::unique_ptr<Rule> {
    GradedRule::Terms terms = filter_terms(ground, "tiers", "of no tier that was not asked for");
    // A habit has no control: enough good samples refute that one request in twenty goes astray.
    terms.alone = kLeastKept;
    return std::make_unique<GradedRule>(std::move(terms));
  };
  return kind;
}

}  // namespace orbench::verify::routing
