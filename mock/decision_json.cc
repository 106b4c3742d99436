#include "mock/decision_json.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::mock {
namespace {

using core::Json;

/// The order in which endpoints would be tried, and of those that were, how it ended.
Json attempts_json(const Decision& decision) {
  const Route& route = decision.route;
  Json attempts = Json::array();
  for (std::size_t i = 0; i < route.attempts.size(); ++i) {
    const bool was_tried = i < decision.tried.size();
    attempts.push_back({{"model", route.attempts[i]->model_id},
                        {"tag", route.attempts[i]->tag},
                        {"provider", route.attempts[i]->provider_name},
                        {"reason", reason_text(route.reasons[i])},
                        {"status", was_tried ? Json(decision.tried[i].status) : Json(nullptr)}});
  }
  return attempts;
}

}  // namespace

Json decision_json(const Decision& decision) {
  const Route& route = decision.route;
  Json offered = Json::array();
  for (const Endpoint* endpoint : route.offered) offered.push_back(endpoint->tag);
  Json funnel = Json::array();
  for (const FunnelStep& step : route.funnel) {
    funnel.push_back({{"step", step.step}, {"endpoint_count", step.endpoint_count}});
  }
  Json removed = Json::array();
  for (const Removal& removal : route.removed) {
    removed.push_back({{"tag", removal.endpoint->tag}, {"step", removal.step}});
  }
  return {{"number", decision.number},        {"generation_id", decision.generation_id},
          {"endpoint", decision.path},        {"requested", decision.requested},
          {"strategy", route.strategy},       {"offered", std::move(offered)},
          {"funnel", std::move(funnel)},      {"removed", std::move(removed)},
          {"failed_step", route.failed_step}, {"attempts", attempts_json(decision)},
          {"faults", decision.faults},        {"status", decision.status}};
}

}  // namespace orbench::mock
