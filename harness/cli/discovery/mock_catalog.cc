#include "harness/cli/discovery/mock_catalog.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/core/tolerant_json.h"

namespace orbench::cli {
namespace {

using core::Json;
using core::member;
using core::number_in;
using core::text_at;

constexpr double kNormal90 = 1.2815515655446004;  // the normal quantile of .9
constexpr double kUnknownLatencyMs = 300;
constexpr double kUnknownGapMs = 20;
constexpr double kMsPerSecond = 1000;
constexpr std::array<const char*, 10> kPrices = {"prompt",
                                                 "completion",
                                                 "request",
                                                 "image",
                                                 "image_output",
                                                 "audio",
                                                 "internal_reasoning",
                                                 "input_cache_read",
                                                 "input_cache_write",
                                                 "web_search"};

std::optional<double> number(const Json& object, const char* key) {
  return number_in(member(object, key));
}

/// A delay with this median, whose 90th percentile is `p90`.
Json delay(double median_ms, double p90_ms) {
  const double sigma = p90_ms > median_ms ? std::log(p90_ms / median_ms) / kNormal90 : 0;
  constexpr double kWidest = 3;  // that the mock takes
  return {{"median_ms", median_ms}, {"sigma", std::min(kWidest, std::round(sigma * 1e4) / 1e4)}};
}

Json first_token(const Json& endpoint) {
  const Json& latency = member(endpoint, "latency_last_30m");
  const double p50 = number(latency, "p50").value_or(kUnknownLatencyMs);
  return delay(p50, number(latency, "p90").value_or(p50));
}

/// Nine requests in ten are at least as fast as the p90 of throughput, so its gap is the longer.
Json gap(const Json& endpoint) {
  const Json& throughput = member(endpoint, "throughput_last_30m");
  const double p50 = number(throughput, "p50").value_or(0);
  const double p90 = number(throughput, "p90").value_or(p50);
  if (p50 <= 0 || p90 <= 0) return {{"fixed_ms", kUnknownGapMs}};
  return delay(kMsPerSecond / p50, kMsPerSecond / p90);
}

/// Prices as the API spells them; those that vary make no endpoint of the mock.
std::optional<Json> pricing_of(const Json& endpoint) {
  const Json& published = member(endpoint, "pricing");
  Json pricing = Json::object();
  for (const char* unit : kPrices) {
    const std::string price = text_at(published, unit);
    if (price.starts_with('-')) return std::nullopt;
    if (!price.empty()) pricing[unit] = price;
  }
  if (!pricing.contains("prompt") || !pricing.contains("completion")) return std::nullopt;
  return pricing;
}

std::optional<Json> endpoint_of(const Json& endpoint, const std::string& model) {
  const std::string tag = text_at(endpoint, "tag");
  auto pricing = pricing_of(endpoint);
  if (tag.empty() || !pricing) return std::nullopt;
  Json out = {{"model", model}, {"provider", tag.substr(0, tag.find('/'))}, {"tag", tag}};
  if (const std::string name = text_at(endpoint, "quantization"); !name.empty()) {
    out["quantization"] = name;
  }
  for (const char* key : {"context_length", "max_completion_tokens"}) {
    if (const auto count = number(endpoint, key); count && *count >= 1) {
      out[key] = static_cast<std::int64_t>(*count);
    }
  }
  out["pricing"] = std::move(*pricing);
  const Json& parameters = member(endpoint, "supported_parameters");
  if (parameters.is_array()) out["supported_parameters"] = parameters;
  if (const auto uptime = number(endpoint, "uptime_last_30m")) {
    out["uptime_percent"] = std::clamp(*uptime, 0.0, 100.0);
  }
  out["ttft"] = first_token(endpoint);
  out["gap"] = gap(endpoint);
  return out;
}

}  // namespace

MockCatalog::MockCatalog()
    : document_(core::JsonValue(Json{
          {"providers", Json::array()}, {"models", Json::array()}, {"endpoints", Json::array()}})) {
}

bool MockCatalog::empty() const { return document_.get().at("endpoints").empty(); }

void MockCatalog::add_provider(const std::string& slug, const std::string& name) {
  Json& providers = document_.get()["providers"];
  const bool known = std::any_of(providers.begin(), providers.end(), [&](const Json& provider) {
    return provider.at("slug") == slug || provider.at("name") == name;
  });
  if (!known) providers.push_back({{"name", name}, {"slug", slug}});
}

void MockCatalog::add(const Json& reply) {
  const Json& data = member(reply, "data");
  const std::string id = text_at(data, "id");
  const Json& list = member(data, "endpoints");
  if (id.empty() || !list.is_array()) return;
  Json model = {{"id", id}};
  if (const std::string name = text_at(data, "name"); !name.empty()) model["name"] = name;
  Json endpoints = Json::array();
  for (const Json& one : list) {
    auto endpoint = endpoint_of(one, id);
    if (!endpoint) continue;
    add_provider(endpoint->at("provider").get<std::string>(), text_at(one, "provider_name"));
    endpoints.push_back(std::move(*endpoint));
  }
  if (endpoints.empty()) return;
  document_.get()["models"].push_back(std::move(model));
  for (Json& endpoint : endpoints) document_.get()["endpoints"].push_back(std::move(endpoint));
}

std::string MockCatalog::text() const { return core::dumped(document_.get(), 2) + "\n"; }

}  // namespace orbench::cli
