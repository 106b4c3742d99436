#include "mock/router/filter.h"

namespace orbench::mock {

Filter tool_support_filter() {
  return {"Filter by Tool Compatibility",
          [](const RouteRequest& request) {
            return request.habits.heeds_features && sends(request, "tools");
          },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return supports(endpoint, "tools");
          },
          &always};
}

}  // namespace orbench::mock
