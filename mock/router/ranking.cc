#include "mock/router/ranking.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "mock/router/filter.h"

namespace orbench::mock {
namespace {

using Iterator = std::vector<Ranked>::iterator;

/// Moves those that `belongs` accepts to the front and marks them; returns where the rest begins.
template <class Belongs>
Iterator place(Iterator first, Iterator last, Reason reason, Belongs belongs) {
  const auto rest = std::stable_partition(
      first, last, [&](const Ranked& ranked) { return belongs(*ranked.endpoint); });
  std::for_each(first, rest, [&](Ranked& ranked) { ranked.reason = reason; });
  return rest;
}

Iterator place_ordered(Iterator first, Iterator last, const std::vector<std::string>& order) {
  for (const std::string& slug : order) {
    first = place(first, last, Reason::kOrdered,
                  [&](const Endpoint& endpoint) { return slug_matches(slug, endpoint); });
  }
  return first;
}

/// What a sort looks at; the smallest comes first, and what nobody measured last.
double measure(Sort key, const Endpoint& endpoint, const Standings& standings) {
  constexpr double kUnknown = std::numeric_limits<double>::infinity();
  if (key == Sort::kPrice) return static_cast<double>(endpoint.price().pico());
  if (key == Sort::kExacto) return -endpoint.terms.tool_quality;
  const Standing standing = standings(endpoint);
  if (key == Sort::kLatency && standing.latency_s) return standing.latency_s->front();
  if (key != Sort::kLatency && standing.throughput) return -standing.throughput->front();
  return kUnknown;
}

void sort_by(Sort key, Iterator first, Iterator last, const Standings& standings) {
  std::vector<std::pair<double, Ranked>> measured;
  for (auto it = first; it != last; ++it) {
    measured.emplace_back(measure(key, *it->endpoint, standings), *it);
  }
  std::stable_sort(measured.begin(), measured.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::transform(measured.begin(), measured.end(), first,
                 [](const auto& pair) { return pair.second; });
}

/// A free endpoint would weigh infinitely much; it counts as costing the smallest amount of money.
double weight_of(const Endpoint& endpoint, bool weighs_price) {
  if (!weighs_price) return 1.0;
  const double price = std::max<double>(1.0, static_cast<double>(endpoint.price().pico()));
  return 1.0 / (price * price);
}

void draw(Iterator first, Iterator last, bool weighs_price, core::Rng& rng) {
  for (; first != last; ++first) {
    double left = 0.0;
    for (auto it = first; it != last; ++it) left += weight_of(*it->endpoint, weighs_price);
    double point = rng.uniform() * left;
    auto chosen = first;
    while (std::next(chosen) != last && point >= weight_of(*chosen->endpoint, weighs_price)) {
      point -= weight_of(*chosen->endpoint, weighs_price);
      ++chosen;
    }
    std::rotate(first, chosen, std::next(chosen));
  }
}

void draw_stable_first(Iterator first, Iterator last, const RouteRequest& request,
                       const Standings& standings, core::Rng& rng) {
  const auto unstable = std::stable_partition(first, last, [&](const Ranked& ranked) {
    return !request.habits.demotes_outages || !standings(*ranked.endpoint).has_outage;
  });
  std::for_each(unstable, last, [](Ranked& ranked) { ranked.reason = Reason::kOutage; });
  draw(first, unstable, request.habits.weighs_price, rng);
  draw(unstable, last, request.habits.weighs_price, rng);
  // Good tool callers first, where somebody measured that; the draw decides among equals.
  if (request.order.empty() && request.habits.heeds_tool_quality && sends(request, "tools")) {
    sort_by(Sort::kExacto, first, unstable, standings);
  }
}

/// Those of the tier that `service_tier` asks for, by what the tier is bought for.
Iterator place_tier(Iterator first, Iterator last, const RouteRequest& request,
                    const Standings& standings) {
  const bool is_priority = request.service_tier == "priority";
  if (!is_priority && request.service_tier != "flex") return first;
  const Tier tier = is_priority ? Tier::kPriority : Tier::kFlex;
  const auto rest = place(first, last, Reason::kTier,
                          [&](const Endpoint& endpoint) { return endpoint.tier == tier; });
  sort_by(is_priority ? Sort::kThroughput : Sort::kPrice, first, rest, standings);
  return rest;
}

bool meets_cutoffs(const Endpoint& endpoint, const RouteRequest& request,
                   const Standings& standings) {
  const Standing standing = standings(endpoint);
  for (std::size_t i = 0; i < Cutoffs{}.size(); ++i) {
    const auto& slowest = request.preferred_max_latency[i];
    const auto& fewest = request.preferred_min_throughput[i];
    if (slowest && !(standing.latency_s && (*standing.latency_s)[i] <= *slowest)) return false;
    if (fewest && !(standing.throughput && (*standing.throughput)[i] >= *fewest)) return false;
  }
  return true;
}

void demote_unpreferred(Iterator first, Iterator last, const RouteRequest& request,
                        const Standings& standings) {
  if (request.preferred_max_latency == Cutoffs{} && request.preferred_min_throughput == Cutoffs{}) {
    return;
  }
  const auto rest = std::stable_partition(first, last, [&](const Ranked& ranked) {
    return meets_cutoffs(*ranked.endpoint, request, standings);
  });
  std::for_each(rest, last, [](Ranked& ranked) { ranked.reason = Reason::kUnpreferred; });
}

}  // namespace

std::vector<Ranked> rank(const std::vector<const Endpoint*>& endpoints, const RouteRequest& request,
                         const Standings& standings, core::Rng& rng) {
  std::vector<Ranked> ranked;
  ranked.reserve(endpoints.size());
  for (const Endpoint* endpoint : endpoints) ranked.push_back({endpoint, Reason::kDrawn});
  const auto last = ranked.end();
  auto rest = place(ranked.begin(), last, Reason::kOwnKey,
                    [](const Endpoint& endpoint) { return endpoint.terms.byok; });
  rest = place_ordered(rest, last, request.order);
  const auto named_end = rest;
  // `order` switches stickiness and the asked sort off: the rest follows by the default draw.
  if (request.order.empty()) {
    rest = place(rest, last, Reason::kSticky,
                 [&](const Endpoint& endpoint) { return &endpoint == request.sticks_to; });
  }
  rest = place_tier(rest, last, request, standings);
  if (request.sort == Sort::kNone || !request.order.empty()) {
    draw_stable_first(rest, last, request, standings, rng);
  } else {
    std::for_each(rest, last, [](Ranked& one) { one.reason = Reason::kSorted; });
    sort_by(request.sort, rest, last, standings);
  }
  demote_unpreferred(named_end, last, request, standings);
  return ranked;
}

}  // namespace orbench::mock
