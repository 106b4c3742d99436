#include "mock/router/filter.h"

namespace orbench::mock {

Filter verbosity_support_filter() {
  return {"Filter by Verbosity",
          [](const RouteRequest& request) {
            return request.habits.heeds_features && sends(request, "verbosity");
          },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return supports(endpoint, "verbosity");
          },
          &always};
}

}  // namespace orbench::mock
