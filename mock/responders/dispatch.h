#pragma once

#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "mock/responders/admission.h"
#include "mock/responders/responder.h"
#include "mock/router/route.h"
#include "mock/router/routing_facts.h"

namespace orbench::mock {

/// Who serves a request, after those who did not.
struct Dispatched {
  const Endpoint* endpoint = nullptr;
  std::vector<Attempt> attempts;  ///< the endpoint's own is the last
  RoutingFacts facts;             ///< of a request that wants_metadata(); else empty
};

/// Admits a request, routes it, and passes over the endpoints that a fault or a limit of their own
/// makes refuse; or the answer that refuses it: 400 for a model that does not exist or does not
/// do this kind of work or has no context long enough, 402 and 429 as refuse_admission() and
/// refuse_unpaid() say, 404 with the routing funnel when the preferences leave nobody. When every
/// attempt refuses, the last one answers the client. Lifetime: the endpoint belongs to the catalog.
/// Source:   the API reference, sections 2.7, 4.2 and 4.3.
[[nodiscard]] tl::expected<Dispatched, Script> dispatch(RouteRequest asked, const Demand& demand,
                                                        const Call& call);

/// The 400 of a request that lacks a required parameter.
[[nodiscard]] Script missing_parameter(std::string_view name);
/// The 400 of a request that is wrong in another way.
[[nodiscard]] Script bad_request(std::string_view message);

/// Says who answers, for faults and for the error shapes of other wires.
void identify(Script& script, const Endpoint& endpoint, const Call& call);

}  // namespace orbench::mock
