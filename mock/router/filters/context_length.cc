#include "mock/router/filter.h"

namespace orbench::mock {

Filter context_length_filter() {
  return {"Filter by Context Length",
          [](const RouteRequest& request) { return request.prompt_tokens > 0; },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            return request.prompt_tokens + request.max_tokens.value_or(0) <=
                   endpoint.context_length;
          },
          [](const RouteRequest& request) { return request.cuts_overflow; }};
}

}  // namespace orbench::mock
