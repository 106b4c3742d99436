#include "mock/responders/model_json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/headers.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::array<const char*, 4> kPercentileNames = {"p50", "p75", "p90", "p99"};

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json percentiles_json(const std::optional<Percentiles>& values) {
  if (!values) return nullptr;
  Json json = Json::object();
  for (std::size_t i = 0; i < kPercentileNames.size(); ++i) {
    json[kPercentileNames[i]] = (*values)[i];
  }
  return json;
}

Json pricing_json(const Endpoint& endpoint) {
  Json json = {{"prompt", endpoint.prompt_price.text},
               {"completion", endpoint.completion_price.text},
               {"request", "0"},
               {"image", "0"}};
  for (const auto& [key, price] : endpoint.other_prices) json[key] = price.text;
  json["discount"] = 0;
  return json;
}

Json scores_json(const ModelFacts& facts) {
  Json arena = Json::array();
  if (facts.design_elo) {
    arena.push_back({{"arena", "models"},
                     {"category", "website"},
                     {"elo", *facts.design_elo},
                     {"win_rate", 50.0},
                     {"rank", 1}});
  }
  return {{"artificial_analysis",
           {{"intelligence_index", or_null(facts.intelligence)},
            {"coding_index", or_null(facts.coding)},
            {"agentic_index", or_null(facts.agentic)}}},
          {"design_arena", std::move(arena)}};
}

void add_extras(const Model& model, Json& json) {
  const ModelFacts& facts = model.facts;
  json["supported_voices"] = facts.voices.empty() ? Json(nullptr) : Json(facts.voices);
  json["knowledge_cutoff"] = text_or_null(facts.knowledge_cutoff);
  json["expiration_date"] = nullptr;
  json["hugging_face_id"] = nullptr;
  json["links"] = {{"details", fmt::format("/api/v1/models/{}/endpoints", model.id)}};
  if (facts.intelligence || facts.coding || facts.agentic || facts.design_elo) {
    json["benchmarks"] = scores_json(facts);
  }
  if (model.reasoning_share > 0.0) {
    json["reasoning"] = {{"mandatory", false},
                         {"default_enabled", true},
                         {"default_effort", "medium"},
                         {"supported_efforts", {"low", "medium", "high"}},
                         {"supports_max_tokens", false}};
  }
}

}  // namespace

const Endpoint* cheapest_endpoint(const Model& model, const Catalog& catalog) {
  const auto serving = catalog.endpoints_of(model.id);
  const auto cheapest = std::min_element(
      serving.begin(), serving.end(),
      [](const Endpoint* a, const Endpoint* b) { return a->price().pico() < b->price().pico(); });
  return cheapest == serving.end() ? nullptr : *cheapest;
}

Json architecture_json(const Model& model) {
  const ModelFacts& facts = model.facts;
  return {{"modality", fmt::format("{}->{}", fmt::join(facts.input_modalities, "+"),
                                   fmt::join(facts.output_modalities, "+"))},
          {"input_modalities", facts.input_modalities},
          {"output_modalities", facts.output_modalities},
          {"tokenizer", facts.family},
          {"instruct_type", nullptr}};
}

Json model_json(const Model& model, const Catalog& catalog) {
  std::set<std::string> parameters;
  for (const Endpoint* endpoint : catalog.endpoints_of(model.id)) {
    parameters.insert(endpoint->supported_parameters.begin(), endpoint->supported_parameters.end());
  }
  Json json = {
      {"id", model.id},
      {"canonical_slug", model.id},
      {"name", model.name},
      {"created", model.created},
      {"description", model.description},
      {"context_length", model.context_length},
      {"architecture", architecture_json(model)},
      {"pricing", {{"prompt", "0"}, {"completion", "0"}}},
      {"top_provider",
       {{"context_length", nullptr}, {"max_completion_tokens", nullptr}, {"is_moderated", false}}},
      {"per_request_limits", nullptr},
      {"supported_parameters", parameters},
      {"default_parameters", Json::object()}};
  if (const Endpoint* const top = cheapest_endpoint(model, catalog)) {
    json["pricing"] = pricing_json(*top);
    json["top_provider"] = {{"context_length", top->context_length},
                            {"max_completion_tokens", or_null(top->max_completion_tokens)},
                            {"is_moderated", false}};
  }
  add_extras(model, json);
  return json;
}

Json endpoint_json(const Endpoint& endpoint, const Call& call) {
  const Model& model = *call.config.catalog.find_model(endpoint.model_id);
  Published shown = published(endpoint, call.config.settings, call.state);
  if (!call.request.header(api::headers::kAuthorization)) {
    shown.latency_ms = shown.throughput = std::nullopt;
  }
  const auto& can = endpoint.supported_parameters;
  const bool tools = std::find(can.begin(), can.end(), "tools") != can.end();
  Json json = {{"name", fmt::format("{} | {}", endpoint.provider_name, model.id)},
               {"model_id", model.id},
               {"model_name", model.name},
               {"provider_name", endpoint.provider_name},
               {"tag", endpoint.tag},
               {"quantization", endpoint.quantization},
               {"context_length", endpoint.context_length},
               {"max_completion_tokens", or_null(endpoint.max_completion_tokens)},
               {"max_prompt_tokens", nullptr},
               {"pricing", pricing_json(endpoint)},
               {"supported_parameters", can},
               {"status", 0},
               {"uptime_last_5m", or_null(shown.uptime_5m)},
               {"uptime_last_30m", or_null(shown.uptime_30m)},
               {"uptime_last_1d", or_null(shown.uptime_1d)},
               {"latency_last_30m", percentiles_json(shown.latency_ms)},
               {"throughput_last_30m", percentiles_json(shown.throughput)},
               {"supports_implicit_caching", false},
               {"supports_voice_cloning", false}};
  json["supports_tool_choice"] = {
      {"none", tools}, {"auto", tools}, {"required", tools}, {"function", tools}};
  return json;
}

Script data_reply(Json data) {
  return whole_script(200, api::fields::kJson, core::dumped({{"data", std::move(data)}}));
}

}  // namespace orbench::mock
