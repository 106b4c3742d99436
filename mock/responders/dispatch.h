#pragma once

#include <string_view>

#include "harness/core/result.h"
#include "mock/responders/responder.h"
#include "mock/router/route.h"

namespace orbench::mock {

/// The endpoint that serves a request, or the answer that refuses it: 400 for a model that does
/// not exist, 404 with the routing funnel when the preferences leave nobody.
/// Lifetime: the endpoint belongs to the catalog.
/// Source:   the API reference, sections 2.7 and 4.2.
[[nodiscard]] tl::expected<const Endpoint*, Script> dispatch(const RouteRequest& asked,
                                                             const Call& call);

/// The 400 of a request that lacks a required parameter.
[[nodiscard]] Script missing_parameter(std::string_view name);
/// The 400 of a request that is wrong in another way.
[[nodiscard]] Script bad_request(std::string_view message);

/// Says who answers, for faults and for the error shapes of other wires.
void identify(Script& script, const Endpoint& endpoint, const Call& call);

}  // namespace orbench::mock
