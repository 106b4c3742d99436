#include "mock/router/filter.h"

namespace orbench::mock {

Filter flex_tier_filter() {
  return {"Filter by Tier Endpoint Rows",
          [](const RouteRequest& request) { return request.service_tier == "flex"; },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return endpoint.tier == Tier::kFlex;
          },
          &always};
}

}  // namespace orbench::mock
