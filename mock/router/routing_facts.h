#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/router/route.h"

namespace orbench::mock {

/// One attempt as it went.
struct Tried {
  const Endpoint* endpoint = nullptr;
  int status = 200;
};

/// Goes through the attempts until one succeeds: what failover before the first token does.
/// `status_of` says with what status an endpoint answers this request. The last one tried is the
/// one that answers the client, with success or with its error.
[[nodiscard]] std::vector<Tried> try_in_order(const Route& route,
                                              const std::function<int(const Endpoint&)>& status_of);

/// One row of `openrouter_metadata.endpoints.available`.
struct OfferedEndpoint {
  std::string_view provider;
  std::string_view model;
  bool selected = false;
};

/// What `openrouter_metadata` says; `/generation.provider_responses` has the same attempts.
/// Lifetime: texts belong to the catalog, or are static.
/// Source:   the API reference, section 2.6.
struct RoutingFacts {
  std::string requested;  ///< the model as the request spelled it
  std::string_view strategy;
  std::string summary;      ///< `available=2, selected=OpenAI`
  std::size_t attempt = 0;  ///< the last one made, from 1; 0: no provider was reached
  bool is_byok = false;
  std::vector<OfferedEndpoint> available;  ///< before any filter; none selected on failure
  std::vector<Tried> attempts;
};

[[nodiscard]] RoutingFacts routing_facts(const RouteRequest& request, const Route& route,
                                         std::vector<Tried> tried);

/// `Filter by Fallback removed tag1, tag2; Filter by Max Price removed tag3`: what an error says
/// of a route without attempts.
[[nodiscard]] std::string removal_text(const Route& route);

}  // namespace orbench::mock
