#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {

RuleKind zdr_rule() {
  RuleKind kind;
  kind.name = "zdr";
  kind.what = "row 17: only endpoints that are listed as keeping nothing";
  kind.sent = [](const Asked& asked) { return asked.zdr; };
  kind.allows = [](const Case& /*ground*/, const Listing& listing) -> std::optional<bool> {
    return listing.row().zdr;
  };
  kind.make = [](const Case& ground) {
    return filter_rule(ground, "zdr", "listed as keeping nothing");
  };
  return kind;
}

}  // namespace orbench::verify::routing
