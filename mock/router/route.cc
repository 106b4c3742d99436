#include "mock/router/route.h"

#include <algorithm>
#include <utility>

#include "harness/core/rng.h"
#include "mock/router/filter.h"
#include "mock/router/model_name.h"
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

bool sends(const RouteRequest& request, std::string_view parameter) {
  return std::find(request.parameters.begin(), request.parameters.end(), parameter) !=
         request.parameters.end();
}

bool supports(const Endpoint& endpoint, std::string_view parameter) {
  const auto& listed = endpoint.supported_parameters;
  return std::find(listed.begin(), listed.end(), parameter) != listed.end();
}

bool slug_matches(std::string_view slug, const Endpoint& endpoint) {
  const std::string_view tag = endpoint.tag;
  if (equal_ignoring_case(slug, tag)) return true;
  return endpoint.tier == Tier::kDefault && equal_ignoring_case(slug, tag.substr(0, tag.find('/')));
}

bool any_slug_matches(const std::vector<std::string>& slugs, const Endpoint& endpoint) {
  return std::any_of(slugs.begin(), slugs.end(),
                     [&](const std::string& slug) { return slug_matches(slug, endpoint); });
}

std::string_view reason_text(Reason reason) {
  switch (reason) {
    case Reason::kOwnKey:
      return "own key";
    case Reason::kOrdered:
      return "order";
    case Reason::kSticky:
      return "sticky";
    case Reason::kTier:
      return "tier";
    case Reason::kSorted:
      return "sort";
    case Reason::kDrawn:
      return "draw";
    case Reason::kOutage:
      return "outage";
    case Reason::kUnpreferred:
      return "misses a cutoff";
  }
  return {};
}

namespace {

constexpr std::string_view kInitialStep = "Initial Endpoints";

/// The endpoints of one model, or of all of them pooled, and what was asked of them.
struct Group {
  const Model* model = nullptr;
  RouteRequest request;
  std::vector<const Endpoint*> left;
};

Group group_of(const NamedModel& named, const RouteRequest& request, const Catalog& catalog) {
  Group group{named.model, request, catalog.endpoints_of(named.model->id)};
  if (group.request.sort == Sort::kNone) group.request.sort = named.sort;
  group.request.admits_priority |= named.admits_priority;
  group.request.admits_flex |= named.admits_flex;
  return group;
}

/// Models that nobody knows are passed over; one named twice is tried once.
std::vector<Group> groups_of(const RouteRequest& request, const Catalog& catalog, Route& decided) {
  std::vector<Group> groups;
  decided.strategy = "direct";
  const auto add = [&](const std::string& id) {
    const auto named = find_named(catalog, id);
    if (!named) return;
    const bool is_known = std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
      return group.model == named->model;
    });
    if (is_known) return;
    if (groups.empty()) decided.strategy = named->strategy;
    groups.push_back(group_of(*named, request, catalog));
  };
  add(request.model);
  for (const std::string& id : request.models) add(id);
  if (groups.size() > 1) decided.strategy = "fallback";
  return groups;
}

std::size_t count_left(const std::vector<Group>& groups) {
  std::size_t count = 0;
  for (const Group& group : groups) count += group.left.size();
  return count;
}

void apply(const Filter& filter, Group& group, Route& decided) {
  if (!filter.applies(group.request)) return;
  const auto fails = [&](const Endpoint* e) { return !filter.keeps(*e, group.request); };
  const bool may_yield = filter.yields != nullptr && filter.yields(group.request);
  if (may_yield && std::all_of(group.left.begin(), group.left.end(), fails)) return;
  for (const Endpoint* endpoint : group.left) {
    if (fails(endpoint)) decided.removed.push_back({endpoint, filter.step});
  }
  std::erase_if(group.left, fails);
}

/// Whether any endpoint is left.
bool filter_all(std::vector<Group>& groups, Route& decided) {
  std::size_t before = count_left(groups);
  decided.funnel.push_back({kInitialStep, before});
  if (before == 0) decided.failed_step = kInitialStep;
  for (const Filter& filter : filters()) {
    if (before == 0) return false;
    for (Group& group : groups) apply(filter, group, decided);
    const std::size_t left = count_left(groups);
    if (left == 0) {
      decided.failed_step = filter.step;
      decided.failed_input = before;
    } else if (left < before) {
      decided.funnel.push_back({filter.step, left});
    }
    before = left;
  }
  return before > 0;
}

/// Partition `none`: one group under the first model's name.
void pool(std::vector<Group>& groups) {
  for (std::size_t i = 1; i < groups.size(); ++i) {
    auto& left = groups[i].left;
    groups.front().left.insert(groups.front().left.end(), left.begin(), left.end());
  }
  groups.erase(groups.begin() + 1, groups.end());
}

}  // namespace

Route route(const RouteRequest& request, const RouteGround& ground) {
  Route decided;
  const RouteRequest asked = forgetting(request, ground.broken, ground.seed, ground.sequence);
  auto groups = groups_of(asked, ground.catalog, decided);
  for (const Group& group : groups) {
    decided.offered.insert(decided.offered.end(), group.left.begin(), group.left.end());
  }
  if (!filter_all(groups, decided)) return decided;
  if (asked.partition == Partition::kNone) pool(groups);
  core::Rng rng(ground.seed, "route", ground.sequence);
  for (const Group& group : groups) {
    auto ranked = rank(group.left, group.request, ground.standings, rng);
    // Without fallbacks an error is the answer; with `order` its entries still follow one another.
    if (!asked.allow_fallbacks && asked.order.empty() && ranked.size() > 1) ranked.resize(1);
    for (const Ranked& one : ranked) {
      decided.attempts.push_back(one.endpoint);
      decided.reasons.push_back(one.reason);
    }
  }
  return decided;
}

}  // namespace orbench::mock
