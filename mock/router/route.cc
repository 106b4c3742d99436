#include "mock/router/route.h"

#include <algorithm>

#include "harness/core/rng.h"
#include "mock/router/filter.h"
#include "mock/router/ranking.h"
#include "mock/server/message.h"

namespace orbench::mock {

#define ORBENCH_ENTRY(stem) Filter stem##_filter();
#include "mock/router/filters.def"
#undef ORBENCH_ENTRY

const std::vector<Filter>& filters() {
  static const std::vector<Filter> all = {
#define ORBENCH_ENTRY(stem) stem##_filter(),
#include "mock/router/filters.def"
#undef ORBENCH_ENTRY
  };
  return all;
}

bool slug_matches(std::string_view slug, const Endpoint& endpoint) {
  const std::string_view tag = endpoint.tag;
  return equal_ignoring_case(slug, tag) || equal_ignoring_case(slug, tag.substr(0, tag.find('/')));
}

bool any_slug_matches(const std::vector<std::string>& slugs, const Endpoint& endpoint) {
  return std::any_of(slugs.begin(), slugs.end(),
                     [&](const std::string& slug) { return slug_matches(slug, endpoint); });
}

Route route(const RouteRequest& request, const Catalog& catalog, std::uint64_t seed,
            std::uint64_t sequence) {
  Route decided;
  auto left = catalog.endpoints_of(request.model);
  decided.funnel.push_back({"Initial Endpoints", left.size()});
  for (const Filter& filter : filters()) {
    if (left.empty() || !filter.applies(request)) continue;
    std::erase_if(left, [&](const Endpoint* e) { return !filter.keeps(*e, request); });
    if (left.empty()) {
      decided.failed_step = filter.step;
      return decided;
    }
    decided.funnel.push_back({filter.step, left.size()});
  }
  if (left.empty()) {
    decided.failed_step = "Initial Endpoints";
    return decided;
  }
  core::Rng rng(seed, "route", sequence);
  rank(left, request, rng);
  // Without fallbacks an error is the answer; with `order` its entries still follow one another.
  if (!request.allow_fallbacks && request.order.empty()) left.resize(1);
  decided.attempts = std::move(left);
  return decided;
}

}  // namespace orbench::mock
