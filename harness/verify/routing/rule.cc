#include "harness/verify/routing/rule.h"

#include <algorithm>

namespace orbench::verify::routing {

#define ORBENCH_ENTRY(stem) RuleKind stem##_rule();
#include "harness/verify/routing/rules.def"
#undef ORBENCH_ENTRY

const std::vector<RuleKind>& rule_kinds() {
  static const std::vector<RuleKind> kinds = {
#define ORBENCH_ENTRY(stem) stem##_rule(),
#include "harness/verify/routing/rules.def"
#undef ORBENCH_ENTRY
  };
  return kinds;
}

const results::Probe* Case::probe_of(std::string_view preference) const {
  const auto found = std::find_if(probes.begin(), probes.end(), [&](const results::Probe* probe) {
    return probe->preference == preference;
  });
  return found == probes.end() ? nullptr : *found;
}

const RuleKind* find_rule(std::string_view name) {
  const auto& kinds = rule_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const RuleKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

int count_statistical_tests(const Asked& asked, Profile profile) {
  int count = 0;
  for (const RuleKind& kind : rule_kinds()) {
    if (kind.sent == nullptr || !kind.sent(asked) || kind.allows != nullptr) continue;
    // By `exact` one bad sample decides, and an obedient router gives none; only the clauses of the
    // cutoffs that compare with the control stay subject to chance.
    if (profile == Profile::kLive || asked.has_cutoffs()) count += 1;
  }
  return count;
}

}  // namespace orbench::verify::routing
