#include "mock/router/filter.h"

namespace orbench::mock {

Filter fallback_filter() {
  return {"Filter by Fallback",
          [](const RouteRequest& request) {
            return !request.allow_fallbacks && !request.order.empty();
          },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return any_slug_matches(request.order, endpoint);
          }};
}

}  // namespace orbench::mock
