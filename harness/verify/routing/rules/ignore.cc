#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {

RuleKind ignore_rule() {
  RuleKind kind;
  kind.name = "ignore";
  kind.what = "rows 3, 4: no endpoint of the list";
  kind.sent = [](const Asked& asked) { return !asked.ignore.empty(); };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    return !any_slug_names(ground.asked.ignore, listing);
  };
  kind.make = [](const Case& ground) { return filter_rule(ground, "ignore", "not on the list"); };
  return kind;
}

}  // namespace orbench::verify::routing
