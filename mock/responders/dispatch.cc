#include "mock/responders/dispatch.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

using core::Json;

std::string refusal_message(const RouteRequest& asked, const Route& route,
                            const std::vector<std::string>& serving) {
  if (route.failed_step == "Filter by Allowed Providers") {
    return fmt::format(
        "No allowed providers are available for the selected model. Providers serving {}: {}, but "
        "your request's `provider.only` preference permits only: {}.",
        asked.model, fmt::join(serving, ", "), fmt::join(asked.only, ", "));
  }
  return fmt::format(
      "No endpoints found for {}. Every candidate endpoint was removed during routing: {}.",
      asked.model, route.failed_step);
}

Script nothing_left(const RouteRequest& asked, const Route& route, const Catalog& catalog) {
  std::vector<std::string> serving;
  for (const Endpoint* endpoint : catalog.endpoints_of(asked.model)) {
    serving.push_back(endpoint->tag);
  }
  Json funnel = Json::array();
  for (const FunnelStep& step : route.funnel) {
    funnel.push_back({{"step", step.step}, {"endpoint_count", step.endpoint_count}});
  }
  Json metadata = {{"routing_funnel", std::move(funnel)},
                   {"failed_routing_step", route.failed_step},
                   {"available_providers", serving}};
  if (!asked.only.empty()) metadata["requested_providers"] = asked.only;
  return error_reply(api::error_codes::kNotFound, refusal_message(asked, route, serving), metadata);
}

}  // namespace

tl::expected<const Endpoint*, Script> dispatch(const RouteRequest& asked, const Call& call) {
  const Catalog& catalog = call.config.catalog;
  if (catalog.find_model(asked.model) == nullptr) {
    return tl::unexpected(bad_request(fmt::format("{} is not a valid model ID", asked.model)));
  }
  const Route chosen = route(asked, catalog, call.config.settings.seed, call.sequence);
  if (chosen.attempts.empty()) return tl::unexpected(nothing_left(asked, chosen, catalog));
  return chosen.attempts.front();
}

Script missing_parameter(std::string_view name) {
  return bad_request(fmt::format("\"{}\" is required", name));
}

Script bad_request(std::string_view message) {
  return error_reply(api::error_codes::kBadRequest, message);
}

void identify(Script& script, const Endpoint& endpoint, const Call& call) {
  script.model = endpoint.model_id;
  script.provider = endpoint.provider_name;
  script.provider_tag = endpoint.tag;
  script.generation_id = call.generation_id;
}

}  // namespace orbench::mock
