#pragma once

#include <memory>
#include <string>

#include "harness/verify/routing/eligibility.h"
#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// One of the two soft cutoffs.
struct CutoffFamily {
  std::string name;  ///< the preference
  Cutoffs Asked::*cutoffs;
  Standing (*standing)(const Case& ground, const Listing& listing);
};

/// Rows 20 and 22: endpoints that miss a cutoff come last, and none is ever removed.
/// Three clauses. No request fails that would not fail without it. Where endpoints clearly pass and
/// others clearly fail, first attempts keep to the first. Where all pass, or none, the mix of
/// providers is that of the control. Each by its test of the design's statistics, 6.4.
[[nodiscard]] std::unique_ptr<Rule> cutoff_rule(const Case& ground, const CutoffFamily& family);

}  // namespace orbench::verify::routing
