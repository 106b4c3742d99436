#include "mock/router/filter.h"

namespace orbench::mock {

Filter format_support_filter() {
  return {
      "Filter by Response Format",
      [](const RouteRequest& request) {
        return request.habits.heeds_features &&
               (sends(request, "response_format") || sends(request, "structured_outputs"));
      },
      [](const Endpoint& endpoint, const RouteRequest& request) {
        return (!sends(request, "response_format") || supports(endpoint, "response_format")) &&
               (!sends(request, "structured_outputs") || supports(endpoint, "structured_outputs"));
      },
      &always};
}

}  // namespace orbench::mock
