#include "mock/router/filter.h"

namespace orbench::mock {

Filter allowed_providers_filter() {
  return {"Filter by Allowed Providers",
          [](const RouteRequest& request) { return !request.only.empty(); },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return any_slug_matches(request.only, endpoint);
          }};
}

}  // namespace orbench::mock
