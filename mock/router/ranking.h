#pragma once

#include <vector>

#include "harness/core/rng.h"
#include "mock/router/route.h"

namespace orbench::mock {

/// An endpoint in its place, and why it is there.
struct Ranked {
  const Endpoint* endpoint = nullptr;
  Reason reason = Reason::kDrawn;
};

/// Puts endpoints in the order they are tried. From the front: those on the account's own key;
/// those of `order`, in its sequence; the sticky one; those of the tier asked for; the rest by
/// `sort`, or by a draw without replacement weighted with 1/price², stable ones first. Then those
/// behind `order` that miss a cutoff move to the end. Ties keep the order given.
[[nodiscard]] std::vector<Ranked> rank(const std::vector<const Endpoint*>& endpoints,
                                       const RouteRequest& request, const Standings& standings,
                                       core::Rng& rng);

}  // namespace orbench::mock
