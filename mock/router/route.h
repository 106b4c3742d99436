#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/router/catalog.h"

namespace orbench::mock {

/// How `provider.sort` asks for the endpoints to be ordered.
enum class Sort : std::uint8_t { kNone, kPrice, kLatency, kThroughput };

/// What a request says about where it may go. An empty list counts as not given.
struct RouteRequest {
  std::string model;
  std::vector<std::string> order;
  std::vector<std::string> only;
  std::vector<std::string> ignore;
  bool allow_fallbacks = true;
  Sort sort = Sort::kNone;
};

/// How many endpoints a filter left.
struct FunnelStep {
  std::string_view step;
  std::size_t endpoint_count = 0;
};

/// Where a request goes. `attempts` is empty when a filter left nothing: `failed_step` names it.
struct Route {
  std::vector<const Endpoint*> attempts;  ///< in the order they are tried
  std::vector<FunnelStep> funnel;
  std::string_view failed_step;
};

/// Decides where a request goes: each filter of filters.def in turn, then the ranking. A pure
/// function: the same request, catalog, seed and sequence number give the same route.
/// Lifetime: the route borrows endpoints of the catalog.
/// Source:   the API reference, sections 2.1 to 2.3 and 2.7.
[[nodiscard]] Route route(const RouteRequest& request, const Catalog& catalog, std::uint64_t seed,
                          std::uint64_t sequence);

/// True when `slug` names this endpoint: its whole tag, or the part before the variant.
[[nodiscard]] bool slug_matches(std::string_view slug, const Endpoint& endpoint);
[[nodiscard]] bool any_slug_matches(const std::vector<std::string>& slugs,
                                    const Endpoint& endpoint);

}  // namespace orbench::mock
