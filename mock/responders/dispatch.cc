#include "mock/responders/dispatch.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/routing_metadata.h"
#include "mock/router/model_name.h"
#include "mock/router/sticky_sessions.h"
#include "mock/state/live_statistics.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr int kOk = 200;
constexpr std::string_view kContextStep = "Filter by Context Length";

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

Script context_exceeded(const RouteRequest& asked, const Route& route) {
  std::int64_t longest = 0;
  for (const Endpoint* endpoint : route.offered) {
    longest = std::max(longest, endpoint->context_length);
  }
  const std::int64_t output = asked.max_tokens.value_or(0);
  const std::string message = fmt::format(
      "The longest context that {} has is {} tokens, and the request asks for about {}: {} of "
      "input, {} of output. Shorten either.",
      asked.model, longest, asked.prompt_tokens + output, asked.prompt_tokens, output);
  return error_reply(api::error_codes::kBadRequest, message,
                     {{"error_type", "context_length_exceeded"}});
}

Script nothing_left(const RouteRequest& asked, const Route& route) {
  if (route.failed_step == kContextStep) return context_exceeded(asked, route);
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

/// The first of the models asked for that exists; null when none does.
const Model* first_known(const RouteRequest& asked, const Catalog& catalog) {
  if (const auto named = find_named(catalog, asked.model)) return named->model;
  for (const std::string& id : asked.models) {
    if (const auto named = find_named(catalog, id)) return named->model;
  }
  return nullptr;
}

Script wrong_endpoint(const Model& model, std::string_view modality, const Call& call) {
  const std::string message =
      fmt::format("{} puts out {}, not {}: it is served at another endpoint than {}", model.id,
                  fmt::join(model.facts.output_modalities, ", "), modality, call.request.path);
  const Json body = {{"error",
                      {{"code", api::error_codes::kBadRequest},
                       {"message", message},
                       {"availability",
                        {{"code", "wrong_endpoint"},
                         {"retryable", false},
                         {"requested_models", Json::array({model.id})}}}}}};
  Script script =
      whole_script(api::error_codes::kBadRequest, api::fields::kJson, core::dumped(body));
  script.failed = true;
  return script;
}

/// What comes before any routing: the model, the kind of work, limits and money.
std::optional<Script> refuse_first(const RouteRequest& asked, const Demand& demand,
                                   const Call& call) {
  const Model* const model = first_known(asked, call.config.catalog);
  if (model == nullptr) {
    return bad_request(fmt::format("{} is not a valid model ID", asked.model));
  }
  if (model->facts.tells_output && !model->facts.puts_out(demand.modality)) {
    return wrong_endpoint(*model, demand.modality, call);
  }
  return refuse_admission(*model, demand, call);
}

Route routed(RouteRequest& asked, const std::string& conversation, const Call& call) {
  State& state = call.state;
  const core::Duration now = state.clock.now();
  if (!conversation.empty()) asked.sticks_to = state.sticky.find(conversation, now);
  const Settings& settings = call.config.settings;
  RouteGround ground{call.config.catalog, settings.seed, call.sequence, configured_standing,
                     settings.break_rules};
  if (settings.live_statistics) ground.standings = live_standings(state.statistics, now);
  return route(asked, ground);
}

}  // namespace

tl::expected<Dispatched, Script> dispatch(RouteRequest asked, const Demand& demand,
                                          const Call& call) {
  if (auto refused = refuse_first(asked, demand, call)) return tl::unexpected(std::move(*refused));
  const std::string conversation = conversation_of(asked, call);
  const Route chosen = routed(asked, conversation, call);
  std::vector<Tried> tried;
  const auto decide = [&] {
    if (call.state.watched()) call.state.route({0, {}, {}, asked.model, chosen, tried, {}, kOk});
  };
  const auto refuse = [&](Script refusal) {
    decide();
    show_metadata(refusal, routing_facts(asked, chosen, tried), call);
    return tl::unexpected(std::move(refusal));
  };
  if (chosen.attempts.empty()) return refuse(nothing_left(asked, chosen));
  if (auto unpaid = refuse_unpaid(*chosen.attempts.front(), demand, call)) return refuse(*unpaid);

  UpstreamLimits limits(demand, call);
  bool is_limited = false;  // the last one tried, by a limit of its own
  tried = try_in_order(chosen, [&](const Endpoint& endpoint) {
    const auto fault = call.faults.refusal_of(endpoint);
    is_limited = !fault && !limits.take(endpoint);
    return is_limited ? api::error_codes::kTooManyRequests : fault.value_or(kOk);
  });
  const Tried last = tried.back();
  if (is_limited) {
    Script refusal = limits.refusal(*last.endpoint);
    identify(refusal, *last.endpoint, call);
    return refuse(std::move(refusal));
  }
  if (!conversation.empty() && last.status == kOk) {
    call.state.sticky.succeeded(conversation, *last.endpoint, call.state.clock.now());
  }
  decide();
  Dispatched dispatched{last.endpoint, {}, {}};
  for (const Tried& one : tried) {
    dispatched.attempts.push_back({one.endpoint, one.status, one.endpoint->latency.ttft.median});
  }
  if (wants_metadata(call.request)) {
    dispatched.facts = routing_facts(asked, chosen, std::move(tried));
  }
  return dispatched;
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
