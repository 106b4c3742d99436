#pragma once

#include <optional>
#include <string_view>

#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// Whether the hard preferences of the request let this endpoint serve it, and whether it can at
/// all (tier, output limit, tools and formats): false as soon as one forbids it, empty when one
/// cannot be judged. `except` leaves one preference out.
[[nodiscard]] std::optional<bool> may_serve(const Case& ground, const Listing& listing,
                                            std::string_view except = {});

/// The endpoints that may serve, of all the models asked for, in their order. Those that cannot
/// be judged are among them.
[[nodiscard]] Listings eligible(const Case& ground, std::string_view except = {});
[[nodiscard]] Listings eligible_of(const Case& ground, std::string_view model,
                                   std::string_view except = {});

/// Whether a filter of this name removes what nothing else removes, until nobody is left: the
/// request can only be refused, and this filter is a reason.
[[nodiscard]] bool leaves_nobody(const Case& ground);

/// The endpoints that an attempt may have gone to. Replies name providers, not endpoints: a
/// provider with several regions or variants gives several. The tier that a reply reports narrows
/// them; `tier` is empty when none was.
[[nodiscard]] Listings candidates(const Case& ground, const core::RoutingAttempt& attempt,
                                  std::string_view tier);
/// The same for the first attempt of a request, and for the one that served.
[[nodiscard]] Listings first_candidates(const Case& ground, const Trial& trial);
[[nodiscard]] Listings served_candidates(const Case& ground, const Trial& trial);

/// How an endpoint stands to the cutoffs of a request.
enum class Standing : std::uint8_t {
  kPasses,   ///< every given percentile, in every snapshot, by the margin
  kFails,    ///< some percentile, in every snapshot, by the margin
  kUnclear,  ///< too close, or nobody measured it and the profile is live
};
/// The cutoff on latency is in seconds and the published statistics in milliseconds. The router
/// looks at the last 5 minutes and discovery at 30: by `live` an endpoint is clear only with 25 %
/// to spare, before and after.
[[nodiscard]] Standing latency_standing(const Case& ground, const Listing& listing);
[[nodiscard]] Standing throughput_standing(const Case& ground, const Listing& listing);
/// Both together.
[[nodiscard]] Standing cutoff_standing(const Case& ground, const Listing& listing);

/// The endpoints that clearly pass all cutoffs, of those that may serve (all when none is given).
[[nodiscard]] Listings preferred(const Case& ground, const Listings& listings);

}  // namespace orbench::verify::routing
