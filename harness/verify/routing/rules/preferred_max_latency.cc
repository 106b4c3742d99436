#include "harness/verify/routing/cutoff_rule.h"

namespace orbench::verify::routing {

RuleKind preferred_max_latency_rule() {
  RuleKind kind;
  kind.name = "preferred_max_latency";
  kind.what = "rows 20-22: endpoints slower to begin come last";
  kind.sent = [](const Asked& asked) { return any(asked.max_latency_s); };
  kind.make = [](const Case& ground) {
    return cutoff_rule(ground, {"preferred_max_latency", &Asked::max_latency_s, &latency_standing});
  };
  return kind;
}

}  // namespace orbench::verify::routing
