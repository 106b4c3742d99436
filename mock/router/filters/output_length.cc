#include "mock/router/filter.h"

namespace orbench::mock {

Filter output_length_filter() {
  return {"Filter by Max Tokens",
          [](const RouteRequest& request) { return request.max_tokens.has_value(); },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return !endpoint.max_completion_tokens ||
                   *request.max_tokens <= *endpoint.max_completion_tokens;
          }};
}

}  // namespace orbench::mock
