#include <algorithm>

#include "mock/router/filter.h"
#include "mock/server/message.h"

namespace orbench::mock {
namespace {

/// A tier endpoint may also be asked for by its whole tag, which no base slug does.
bool names_whole_tag(const RouteRequest& request, const Endpoint& endpoint) {
  const auto is_tag = [&](const std::string& slug) {
    return equal_ignoring_case(slug, endpoint.tag);
  };
  return std::any_of(request.order.begin(), request.order.end(), is_tag) ||
         std::any_of(request.only.begin(), request.only.end(), is_tag);
}

bool is_admitted(Tier tier, const RouteRequest& request) {
  const bool by_suffix = request.order.empty() && request.service_tier != "default";
  if (tier == Tier::kPriority) {
    return request.service_tier == "priority" || (by_suffix && request.admits_priority);
  }
  return request.service_tier == "flex" || (by_suffix && request.admits_flex);
}

}  // namespace

Filter reserved_tiers_filter() {
  return {"Filter by Tier Endpoint Rows",
          [](const RouteRequest& request) { return request.habits.reserves_tiers; },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return endpoint.tier == Tier::kDefault || names_whole_tag(request, endpoint) ||
                   is_admitted(endpoint.tier, request);
          }};
}

}  // namespace orbench::mock
