#pragma once

#include "harness/verify/routing/eligibility.h"

namespace orbench::verify::routing {

/// The endpoints that a sort may put first, of those that may serve and pass the cutoffs (all of
/// them when none clearly passes). By `exact` the best alone, ties included. By `live` the cheapest
/// under the price of a prompt token, of a completion token, or of both together; of the fastest
/// all whose published median is within 25 % of the best, since the router looks at another window.
[[nodiscard]] Listings best(const Case& ground, SortKey key, const Listings& able);

/// The group that the request chooses from: the endpoints of the first model that has any.
[[nodiscard]] Listings first_group(const Case& ground);

/// For the demand on a sort: what a live router may fall short of it.
[[nodiscard]] double sort_share(const Case& ground, SortKey key);

}  // namespace orbench::verify::routing
