#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {

RuleKind only_rule() {
  RuleKind kind;
  kind.name = "only";
  kind.what = "rows 1, 2, 4: no endpoint outside the list";
  kind.sent = [](const Asked& asked) { return !asked.only.empty(); };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    return any_slug_names(ground.asked.only, listing);
  };
  kind.make = [](const Case& ground) { return filter_rule(ground, "only", "on the list"); };
  return kind;
}

}  // namespace orbench::verify::routing
