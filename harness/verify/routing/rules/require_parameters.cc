#include <algorithm>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {

RuleKind require_parameters_rule() {
  RuleKind kind;
  kind.name = "require_parameters";
  kind.what = "row 16: only endpoints that list every parameter sent";
  kind.sent = [](const Asked& asked) { return asked.require_parameters; };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    const auto& listed = listing.row().supported_parameters;
    return std::all_of(ground.asked.parameters.begin(), ground.asked.parameters.end(),
                       [&](const std::string& parameter) {
                         return std::find(listed.begin(), listed.end(), parameter) != listed.end();
                       });
  };
  kind.make = [](const Case& ground) {
    return filter_rule(ground, "require_parameters", "listing every parameter sent");
  };
  return kind;
}

}  // namespace orbench::verify::routing
