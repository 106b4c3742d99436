#include "mock/responders/dispatch.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "mock/error_reply.h"
#include "mock/responders/routing_metadata.h"
#include "mock/router/model_name.h"
#include "mock/router/sticky_sessions.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr int kOk = 200;

std::string refusal_message(const RouteRequest& asked, const Route& route,
                            const std::vector<std::string>& serving) {
  const std::string_view step = route.failed_step;
  if (step == "Filter by Allowed Providers") {
    return fmt::format(
        "No allowed providers are available for the selected model. Providers serving {}: {}, but "
        "your request's `provider.only` preference permits only: {}.",
        asked.model, fmt::join(serving, ", "), fmt::join(asked.only, ", "));
  }
  if (step == "Filter by Max Price") {
    return "No endpoints found that satisfy the max price for this request";
  }
  if (step == "Filter by Parameters") {
    return "No endpoints found that can handle the requested parameters.";
  }
  if (step == "Filter by Data Policy") {
    return "No endpoints found matching your data policy. Configure: "
           "https://openrouter.ai/settings/privacy";
  }
  return fmt::format(
      "No endpoints found for {}. Every candidate endpoint was removed during routing: {}.",
      asked.model, route.removed.empty() ? std::string(step) : removal_text(route));
}

Script nothing_left(const RouteRequest& asked, const Route& route) {
  std::vector<std::string> serving;
  for (const Endpoint* endpoint : route.offered) serving.push_back(endpoint->tag);
  Json funnel = Json::array();
  for (const FunnelStep& step : route.funnel) {
    funnel.push_back({{"step", step.step}, {"endpoint_count", step.endpoint_count}});
  }
  Json metadata = {{"routing_funnel", std::move(funnel)},
                   {"failed_routing_step", route.failed_step},
                   {"input_endpoint_count", route.failed_input},
                   {"available_providers", serving}};
  if (!asked.only.empty()) metadata["requested_providers"] = asked.only;
  return error_reply(api::error_codes::kNotFound, refusal_message(asked, route, serving), metadata);
}

/// Empty without a session id: nothing here reads from a prompt cache, so nothing else sticks.
std::string conversation_of(const RouteRequest& asked, const Call& call) {
  Conversation conversation;
  conversation.session_id = asked.session_id;
  if (conversation.session_id.empty()) {
    conversation.session_id = call.request.header("x-session-id").value_or("");
  }
  if (conversation.session_id.empty()) return {};
  conversation.account = call.request.header("authorization").value_or("");
  conversation.model = asked.model;
  return conversation.key();
}

bool is_known(const RouteRequest& asked, const Catalog& catalog) {
  const auto is_model = [&](const std::string& id) { return find_named(catalog, id).has_value(); };
  return is_model(asked.model) || std::any_of(asked.models.begin(), asked.models.end(), is_model);
}

}  // namespace

tl::expected<Dispatched, Script> dispatch_attempts(RouteRequest asked, const Call& call) {
  const Catalog& catalog = call.config.catalog;
  if (!is_known(asked, catalog)) {
    return tl::unexpected(bad_request(fmt::format("{} is not a valid model ID", asked.model)));
  }
  const std::string conversation = conversation_of(asked, call);
  const core::Duration now = call.state.clock.now();
  if (!conversation.empty()) asked.sticks_to = call.state.sticky.find(conversation, now);
  const Settings& settings = call.config.settings;
  const Route chosen = route(
      asked, {catalog, settings.seed, call.sequence, configured_standing, settings.break_rules});
  if (chosen.attempts.empty()) {
    Script refusal = nothing_left(asked, chosen);
    show_metadata(refusal, routing_facts(asked, chosen, {}), call);
    return tl::unexpected(std::move(refusal));
  }
  auto tried = try_in_order(chosen, [&](const Endpoint& endpoint) {
    return call.faults.refusal_of(endpoint).value_or(kOk);
  });
  const Tried last = tried.back();
  if (!conversation.empty() && last.status == kOk) {
    call.state.sticky.succeeded(conversation, *last.endpoint, now);
  }
  Dispatched dispatched{last.endpoint, {}, routing_facts(asked, chosen, tried)};
  for (const Tried& one : tried) {
    dispatched.attempts.push_back({one.endpoint, one.status, one.endpoint->latency.ttft.median});
  }
  return dispatched;
}

tl::expected<const Endpoint*, Script> dispatch(const RouteRequest& asked, const Call& call) {
  return dispatch_attempts(asked, call).map([](const Dispatched& found) { return found.endpoint; });
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
