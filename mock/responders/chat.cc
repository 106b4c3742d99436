#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/paths.h"
#include "mock/error_reply.h"
#include "mock/responders/chat_request.h"
#include "mock/responders/chat_wire.h"
#include "mock/responders/generation.h"
#include "mock/responders/responder.h"
#include "mock/router/route.h"

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

/// The 404 of a request whose preferences leave no endpoint, with the funnel that shows why.
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

Script answer_chat(const Call& call) {
  const auto request = parse_chat_request(call.request.body);
  if (!request) return error_reply(api::error_codes::kBadRequest, request.error().message);
  const Catalog& catalog = call.config.catalog;
  if (catalog.find_model(request->routing.model) == nullptr) {
    return error_reply(api::error_codes::kBadRequest,
                       fmt::format("{} is not a valid model ID", request->routing.model));
  }
  const Settings& settings = call.config.settings;
  const Route chosen = route(request->routing, catalog, settings.seed, call.sequence);
  if (chosen.attempts.empty()) return nothing_left(request->routing, chosen, catalog);
  const Endpoint& endpoint = *chosen.attempts.front();
  const auto make = call.faults.has("empty_completion") ? generate_nothing : generate;
  const Generation said = make(*request, endpoint, call.config, call.sequence);
  const bool stream = request->stream && !call.faults.has("json_answer_to_stream");
  return stream ? chat_stream(said, settings) : chat_plain(said);
}

}  // namespace

Responder chat_responder() {
  return {"POST", api::paths::kChatCompletions, true, true, &answer_chat};
}

}  // namespace orbench::mock
