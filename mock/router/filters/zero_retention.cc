#include "mock/router/filter.h"

namespace orbench::mock {

Filter zero_retention_filter() {
  return {
      "Filter by Data Policy",
      [](const RouteRequest& request) { return request.zdr || request.account.zdr; },
      [](const Endpoint& endpoint, const RouteRequest& /*request*/) { return endpoint.terms.zdr; }};
}

}  // namespace orbench::mock
