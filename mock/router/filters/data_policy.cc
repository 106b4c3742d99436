#include "mock/router/filter.h"

namespace orbench::mock {

// Free models are paid for with what they are sent.
Filter data_policy_filter() {
  return {"Filter by Data Policy",
          [](const RouteRequest& request) {
            return request.deny_data_collection || request.account.deny_data_collection;
          },
          [](const Endpoint& endpoint, const RouteRequest& /*request*/) {
            return !endpoint.terms.collects_data && !endpoint.model_id.ends_with(":free");
          }};
}

}  // namespace orbench::mock
