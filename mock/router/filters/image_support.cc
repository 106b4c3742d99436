#include "mock/router/filter.h"

namespace orbench::mock {

Filter image_support_filter() {
  return {"Filter by Image Support", [](const RouteRequest& request) { return request.has_images; },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return endpoint.terms.images;
          }};
}

}  // namespace orbench::mock
