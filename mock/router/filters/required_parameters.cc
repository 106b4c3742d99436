#include <algorithm>

#include "mock/router/filter.h"

namespace orbench::mock {

Filter required_parameters_filter() {
  return {"Filter by Parameters",
          [](const RouteRequest& request) {
            return request.require_parameters && !request.parameters.empty();
          },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return std::all_of(
                request.parameters.begin(), request.parameters.end(),
                [&](const std::string& parameter) { return supports(endpoint, parameter); });
          }};
}

}  // namespace orbench::mock
