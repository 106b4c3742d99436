#include "mock/responders/model_json.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::mock {
namespace {

using core::Json;

// Standard normal quantiles of the four published percentiles.
constexpr std::array<std::pair<std::string_view, double>, 4> kPercentiles = {
    {{"p50", 0.0}, {"p75", 0.674490}, {"p90", 1.281552}, {"p99", 2.326348}}};

Json pricing_json(const Endpoint& endpoint) {
  return {{"prompt", endpoint.prompt_price.text},
          {"completion", endpoint.completion_price.text},
          {"request", "0"},
          {"image", "0"},
          {"discount", 0}};
}

/// Milliseconds to the first token.
Json latency_json(const Endpoint& endpoint) {
  Json stats = Json::object();
  for (const auto& [name, z] : kPercentiles) {
    stats[std::string(name)] = core::to_ms(endpoint.latency.ttft.at_z(z));
  }
  return stats;
}

/// Tokens per second: a percentile is what that share of the requests reaches, so they descend.
Json throughput_json(const Endpoint& endpoint) {
  Json stats = Json::object();
  for (const auto& [name, z] : kPercentiles) {
    const double gap = core::to_seconds(endpoint.latency.gap.at_z(z));
    stats[std::string(name)] = gap > 0.0 ? Json(1.0 / gap) : Json(nullptr);
  }
  return stats;
}

}  // namespace

Json architecture_json() {
  return {{"modality", "text->text"},
          {"input_modalities", Json::array({"text"})},
          {"output_modalities", Json::array({"text"})},
          {"tokenizer", "Other"},
          {"instruct_type", nullptr}};
}

Json model_json(const Model& model, const Catalog& catalog) {
  const auto serving = catalog.endpoints_of(model.id);
  const auto cheapest = std::min_element(
      serving.begin(), serving.end(),
      [](const Endpoint* a, const Endpoint* b) { return a->price().pico() < b->price().pico(); });
  std::set<std::string> parameters;
  for (const Endpoint* endpoint : serving) {
    parameters.insert(endpoint->supported_parameters.begin(), endpoint->supported_parameters.end());
  }
  Json json = {{"id", model.id},
               {"canonical_slug", model.id},
               {"name", model.name},
               {"created", model.created},
               {"description", model.description},
               {"context_length", model.context_length},
               {"architecture", architecture_json()},
               {"pricing", Json::object()},
               {"top_provider", nullptr},
               {"per_request_limits", nullptr},
               {"supported_parameters", parameters},
               {"default_parameters", Json::object()}};
  if (cheapest != serving.end()) {
    const Endpoint& top = **cheapest;
    json["pricing"] = pricing_json(top);
    json["top_provider"] = {
        {"context_length", top.context_length},
        {"max_completion_tokens",
         top.max_completion_tokens ? Json(*top.max_completion_tokens) : Json(nullptr)},
        {"is_moderated", false}};
  }
  if (model.reasoning_share > 0.0) {
    json["reasoning"] = {{"mandatory", false}, {"default_enabled", true}};
  }
  return json;
}

Json endpoint_json(const Endpoint& endpoint, const Model& model) {
  return {{"name", fmt::format("{} | {}", endpoint.provider_name, model.id)},
          {"model_id", model.id},
          {"model_name", model.name},
          {"provider_name", endpoint.provider_name},
          {"tag", endpoint.tag},
          {"quantization", endpoint.quantization},
          {"context_length", endpoint.context_length},
          {"max_completion_tokens",
           endpoint.max_completion_tokens ? Json(*endpoint.max_completion_tokens) : Json(nullptr)},
          {"max_prompt_tokens", nullptr},
          {"pricing", pricing_json(endpoint)},
          {"supported_parameters", endpoint.supported_parameters},
          {"status", 0},
          {"uptime_last_5m", endpoint.uptime_percent},
          {"uptime_last_30m", endpoint.uptime_percent},
          {"uptime_last_1d", endpoint.uptime_percent},
          {"latency_last_30m", latency_json(endpoint)},
          {"throughput_last_30m", throughput_json(endpoint)},
          {"supports_implicit_caching", false}};
}

}  // namespace orbench::mock
