#include "mock/router/ranking.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace orbench::mock {
namespace {

using Iterator = std::vector<const Endpoint*>::iterator;

/// Moves what `order` names to the front; returns where the rest begins.
Iterator place_ordered(std::vector<const Endpoint*>& endpoints, const RouteRequest& request) {
  auto rest = endpoints.begin();
  for (const std::string& slug : request.order) {
    rest = std::stable_partition(rest, endpoints.end(), [&](const Endpoint* endpoint) {
      return slug_matches(slug, *endpoint);
    });
  }
  return rest;
}

void sort_by(Sort key, Iterator first, Iterator last) {
  const auto measure = [key](const Endpoint* endpoint) {
    if (key == Sort::kPrice) return endpoint->price().pico();
    if (key == Sort::kLatency) return std::int64_t{endpoint->latency.ttft.median.count()};
    return std::int64_t{
        endpoint->latency.gap.median.count()};  // shorter gaps: more tokens a second
  };
  std::stable_sort(first, last,
                   [&](const Endpoint* a, const Endpoint* b) { return measure(a) < measure(b); });
}

/// A free endpoint would weigh infinitely much; it counts as costing the smallest amount of money.
double weight_of(const Endpoint& endpoint) {
  const double price = std::max<double>(1.0, static_cast<double>(endpoint.price().pico()));
  return 1.0 / (price * price);
}

void draw_by_price(Iterator first, Iterator last, core::Rng& rng) {
  for (; first != last; ++first) {
    double left = 0.0;
    for (auto it = first; it != last; ++it) left += weight_of(**it);
    double point = rng.uniform() * left;
    auto chosen = first;
    while (std::next(chosen) != last && point >= weight_of(**chosen)) {
      point -= weight_of(**chosen);
      ++chosen;
    }
    std::rotate(first, chosen, std::next(chosen));
  }
}

}  // namespace

void rank(std::vector<const Endpoint*>& endpoints, const RouteRequest& request, core::Rng& rng) {
  const auto rest = place_ordered(endpoints, request);
  // `order` switches the asked sort off: what it does not name follows by the default draw.
  if (request.sort == Sort::kNone || !request.order.empty()) {
    draw_by_price(rest, endpoints.end(), rng);
  } else {
    sort_by(request.sort, rest, endpoints.end());
  }
}

}  // namespace orbench::mock
