#include "mock/router/filter.h"

namespace orbench::mock {

Filter distillable_filter() {
  return {"Filter by Distillable Text",
          [](const RouteRequest& request) { return request.enforce_distillable_text; },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return endpoint.terms.distillable;
          }};
}

}  // namespace orbench::mock
