#include "mock/router/routing_facts.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace orbench::mock {
namespace {

constexpr int kFirstError = 400;

}  // namespace

std::vector<Tried> try_in_order(const Route& route,
                                const std::function<int(const Endpoint&)>& status_of) {
  std::vector<Tried> tried;
  for (const Endpoint* endpoint : route.attempts) {
    tried.push_back({endpoint, status_of(*endpoint)});
    if (tried.back().status < kFirstError) break;
  }
  return tried;
}

RoutingFacts routing_facts(const RouteRequest& request, const Route& route,
                           std::vector<Tried> tried) {
  RoutingFacts facts;
  facts.requested = request.model;
  facts.strategy = route.strategy;
  const bool succeeded = !tried.empty() && tried.back().status < kFirstError;
  const Endpoint* const server = succeeded ? tried.back().endpoint : nullptr;
  facts.attempt = tried.size();
  facts.is_byok = server != nullptr && server->terms.byok;
  for (const Endpoint* endpoint : route.offered) {
    facts.available.push_back({endpoint->provider_name, endpoint->model_id, endpoint == server});
  }
  facts.summary = fmt::format("available={}", facts.available.size());
  if (server != nullptr) facts.summary += fmt::format(", selected={}", server->provider_name);
  facts.attempts = std::move(tried);
  return facts;
}

std::string removal_text(const Route& route) {
  std::string text;
  std::string_view step;
  for (const Removal& removal : route.removed) {
    if (removal.step == step) {
      text += fmt::format(", {}", removal.endpoint->tag);
      continue;
    }
    step = removal.step;
    text += fmt::format("{}{} removed {}", text.empty() ? "" : "; ", step, removal.endpoint->tag);
  }
  return text;
}

}  // namespace orbench::mock
