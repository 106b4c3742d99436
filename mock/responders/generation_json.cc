#include "mock/responders/generation_json.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"
#include "harness/core/rng.h"

namespace orbench::mock {
namespace {

using core::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json tier_json(Tier tier) {
  if (tier == Tier::kDefault) return nullptr;
  return tier == Tier::kFlex ? "flex" : "priority";
}

Json attempt_json(const Attempt& attempt, const Served& served) {
  const Endpoint& endpoint = *attempt.endpoint;
  return {{"id", "up-" + served.id},
          {"endpoint_id", endpoint_id(endpoint)},
          {"model_permaslug", endpoint.model_id},
          {"provider_name", endpoint.provider_name},
          {"status", attempt.status},
          {"latency", core::to_ms(attempt.latency)},
          {"is_byok", false}};
}

Json attempts_json(const Served& served) {
  Json tried = Json::array();
  for (const Attempt& attempt : served.attempts) {
    if (attempt.endpoint != nullptr) tried.push_back(attempt_json(attempt, served));
  }
  if (tried.empty() && served.endpoint != nullptr) {
    tried.push_back(attempt_json({served.endpoint, 200, served.ttft}, served));
  }
  return tried;
}

void add_counts(const Served& served, Json& json) {
  json["tokens_prompt"] = served.prompt_tokens;
  json["tokens_completion"] = served.completion_tokens;
  json["native_tokens_prompt"] = served.prompt_tokens;
  json["native_tokens_completion"] = served.completion_tokens;
  json["native_tokens_reasoning"] = served.reasoning_tokens;
  json["native_tokens_cached"] = served.cached_tokens;
  json["native_tokens_completion_images"] = served.images;
  for (const char* nothing : {"num_media_prompt", "num_input_audio_prompt", "num_media_completion",
                              "num_search_results", "num_fetches"}) {
    json[nothing] = nullptr;
  }
}

}  // namespace

std::string endpoint_id(const Endpoint& endpoint) {
  const std::uint64_t a = core::stable_hash(endpoint.model_id);
  const std::uint64_t b = core::stable_hash(endpoint.tag);
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a & 0xffffffffU, (a >> 32U) & 0xffffU,
                     (a >> 48U) & 0xfffU, b & 0xfffU, (b >> 16U) & 0xffffffffffffU);
}

Json generation_json(const Served& served) {
  const bool known = served.endpoint != nullptr;
  Json json = {{"id", served.id},
               {"request_id", "req-" + served.id.substr(served.id.find('-') + 1)},
               {"upstream_id", "up-" + served.id},
               {"model", known ? served.endpoint->model_id : ""},
               {"provider_name", known ? Json(served.endpoint->provider_name) : Json(nullptr)},
               {"provider_responses", attempts_json(served)},
               {"api_type", served.api_type},
               {"router", nullptr},
               {"streamed", served.streamed},
               {"cancelled", false},
               {"finish_reason", text_or_null(served.finish_reason)},
               {"native_finish_reason", text_or_null(served.finish_reason)},
               {"latency", core::to_ms(served.ttft)},
               {"generation_time", core::to_ms(served.took)},
               {"moderation_latency", nullptr},
               {"total_cost", served.cost.dollars()},
               {"usage", served.cost.dollars()},
               {"upstream_inference_cost", nullptr},
               {"cache_discount", nullptr},
               {"service_tier", known ? tier_json(served.endpoint->tier) : Json(nullptr)},
               {"session_id", text_or_null(served.session_id)},
               {"external_user", text_or_null(served.user)},
               {"is_byok", false},
               {"app_id", nullptr},
               {"origin", served.http_referer},
               {"http_referer", text_or_null(served.http_referer)},
               {"user_agent", text_or_null(served.user_agent)},
               {"created_at", core::iso8601_utc(static_cast<double>(served.created_unix))},
               {"data_region", "global"},
               {"preset_id", nullptr},
               {"response_cache_source_id", nullptr},
               {"web_search_engine", nullptr},
               {"workspace_id", nullptr}};
  add_counts(served, json);
  return json;
}

Json generation_content_json(const Served& served) {
  // What the request brought, by whatever name it has there; one cut short is shown as text.
  const Json asked = Json::parse(served.input, nullptr, false);
  Json input = {{"prompt", served.input}};
  for (const char* const name : {"messages", "input", "prompt", "documents"}) {
    if (asked.is_object() && asked.contains(name)) {
      input = {{name, asked[name]}};
      break;
    }
  }
  return {{"error", nullptr},
          {"input", std::move(input)},
          {"output",
           {{"completion", text_or_null(served.output)},
            {"reasoning", text_or_null(served.reasoning)}}}};
}

}  // namespace orbench::mock
