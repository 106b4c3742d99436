#pragma once

#include <memory>
#include <string>

#include "harness/verify/routing/eligibility.h"
#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// The demand of a sort by what nobody publishes (`exacto`, by quality): which endpoint must come
/// first cannot be foretold, but a sort draws no lots, so first attempts all go to one provider,
/// whichever it is. Good are those at the provider that got most of them; the control says how much
/// of the load that one gets when the router is left alone. A provider with several endpoints
/// counts as one, since replies name no more. First attempts outside `able` are another rule's
/// matter. Against a live service, whose measure of quality moves, broken only where the
/// preference shows no effect at all.
[[nodiscard]] std::unique_ptr<Rule> concentration_rule(const Case& ground, Listings able,
                                                       const std::string& asked);

}  // namespace orbench::verify::routing
