#include "harness/verify/routing/cutoff_rule.h"

namespace orbench::verify::routing {

RuleKind preferred_min_throughput_rule() {
  RuleKind kind;
  kind.name = "preferred_min_throughput";
  kind.what = "rows 20-22: endpoints with fewer tokens a second come last";
  kind.sent = [](const Asked& asked) { return any(asked.min_throughput); };
  kind.make = [](const Case& ground) {
    return cutoff_rule(ground,
                       {"preferred_min_throughput", &Asked::min_throughput, &throughput_standing});
  };
  return kind;
}

}  // namespace orbench::verify::routing
