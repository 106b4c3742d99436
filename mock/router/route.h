#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/router/broken_rules.h"
#include "mock/router/catalog.h"
#include "mock/router/route_request.h"
#include "mock/router/statistics.h"

namespace orbench::mock {

/// Why an endpoint stands where it stands among the attempts.
enum class Reason : std::uint8_t {
  kOwnKey,      ///< runs on the account's own key
  kOrdered,     ///< `order` names it
  kSticky,      ///< served this conversation last
  kTier,        ///< of the tier that was asked for
  kSorted,      ///< by `sort`, or a suffix that sorts
  kDrawn,       ///< by 1/price² among the stable ones
  kOutage,      ///< behind the stable ones
  kUnpreferred  ///< misses a cutoff
};

[[nodiscard]] std::string_view reason_text(Reason reason);

/// How many endpoints a filter left.
struct FunnelStep {
  std::string_view step;
  std::size_t endpoint_count = 0;
};

/// An endpoint that a filter removed.
struct Removal {
  const Endpoint* endpoint = nullptr;
  std::string_view step;
};

/// Where a request goes. `attempts` is empty when a filter left nothing: `failed_step` names it.
/// An attempt that fails before its first token gives way to the next one, silently.
struct Route {
  std::vector<const Endpoint*> attempts;  ///< in the order they are tried
  std::vector<Reason> reasons;            ///< of each attempt
  std::vector<const Endpoint*> offered;   ///< all endpoints of the models, before any filter
  std::vector<FunnelStep> funnel;         ///< the steps that removed something and left some
  std::vector<Removal> removed;           ///< in the order they were
  std::string_view failed_step;
  std::size_t failed_input = 0;  ///< endpoints that the failing step was given
  std::string_view strategy;     ///< `direct`, `fallback`, `latest`, `auto` or `free`
};

/// What a route follows from besides the request.
/// Lifetime: borrows the catalog.
struct RouteGround {
  const Catalog& catalog;
  std::uint64_t seed = 0;
  std::uint64_t sequence = 0;
  Standings standings = configured_standing;
  BrokenRules broken = {};
};

/// Decides where a request goes. For each model each filter of filters.def in turn, then the
/// ranking: own keys, `order`, the sticky endpoint, the tier asked for, then `sort` or the draw;
/// endpoints that miss a cutoff move to the end. A pure function of its arguments.
/// Lifetime: the route borrows endpoints of the catalog.
/// Source:   the API reference, sections 2.1 to 2.8.
[[nodiscard]] Route route(const RouteRequest& request, const RouteGround& ground);

/// True when `slug` names this endpoint, in any case: its whole tag, or the provider's slug, which
/// stands for every region and variant but for no tier.
/// Source: the API reference, section 2.2.
[[nodiscard]] bool slug_matches(std::string_view slug, const Endpoint& endpoint);
[[nodiscard]] bool any_slug_matches(const std::vector<std::string>& slugs,
                                    const Endpoint& endpoint);

}  // namespace orbench::mock
