#include "mock/router/filter.h"

namespace orbench::mock {

Filter ignored_providers_filter() {
  return {"Filter by Ignored Providers",
          [](const RouteRequest& request) {
            return !request.ignore.empty() || !request.account.ignore.empty();
          },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return !any_slug_matches(request.ignore, endpoint) &&
                   !any_slug_matches(request.account.ignore, endpoint);
          }};
}

}  // namespace orbench::mock
