#include "mock/router/filter.h"

namespace orbench::mock {
namespace {

bool is_allowed(const std::vector<std::string>& only, const Endpoint& endpoint) {
  return only.empty() || any_slug_matches(only, endpoint);
}

}  // namespace

Filter allowed_providers_filter() {
  return {"Filter by Allowed Providers",
          [](const RouteRequest& request) {
            return !request.only.empty() || !request.account.only.empty();
          },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return is_allowed(request.only, endpoint) && is_allowed(request.account.only, endpoint);
          }};
}

}  // namespace orbench::mock
