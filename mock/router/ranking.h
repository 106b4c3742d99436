#pragma once

#include <vector>

#include "harness/core/rng.h"
#include "mock/router/route.h"

namespace orbench::mock {

/// Puts endpoints in the order they are tried: those of `order` first, in its sequence; the rest by
/// `sort`, or by a draw without replacement weighted with 1/price². Ties keep catalog order.
void rank(std::vector<const Endpoint*>& endpoints, const RouteRequest& request, core::Rng& rng);

}  // namespace orbench::mock
