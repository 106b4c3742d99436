#include "mock/router/filter.h"

namespace orbench::mock {
namespace {

constexpr double kPerMillion = 1e6;

bool within(core::Usd price, std::optional<double> most, double units = 1.0) {
  return !most || price <= core::Usd::from_dollars(*most / units);
}

}  // namespace

Filter max_price_filter() {
  return {"Filter by Max Price",
          [](const RouteRequest& request) { return request.max_price != MaxPrice{}; },
          [](const Endpoint& endpoint, const RouteRequest& request) {
            const MaxPrice& most = request.max_price;
            return within(endpoint.prompt_price.per_token, most.prompt, kPerMillion) &&
                   within(endpoint.completion_price.per_token, most.completion, kPerMillion) &&
                   within(endpoint.other_price("request"), most.request) &&
                   within(endpoint.other_price("image"), most.image) &&
                   within(endpoint.other_price("audio"), most.audio);
          }};
}

}  // namespace orbench::mock
