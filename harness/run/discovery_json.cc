#include "harness/run/discovery_json.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/core/tolerant_json.h"

namespace orbench::run {
namespace {

using core::Json;
using core::member;
using core::number_in;
using core::text_at;
using core::texts_at;

constexpr double kMostCount = 1e15;
constexpr std::array<const char*, 4> kPercentiles = {"p50", "p75", "p90", "p99"};

std::optional<double> number_at(const Json& object, const char* key) {
  return number_in(member(object, key));
}

std::optional<std::int64_t> count_at(const Json& object, const char* key) {
  const auto number = number_at(object, key);
  if (!number || *number < 0 || *number > kMostCount) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<results::Percentiles> percentiles_at(const Json& object, const char* key) {
  const Json& value = member(object, key);
  results::Percentiles out{};
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    const auto one = number_at(value, kPercentiles.at(i));
    if (!one) return std::nullopt;
    out.at(i) = *one;
  }
  return out;
}

void read_prices(const Json& pricing, results::EndpointRow& row) {
  if (!pricing.is_object()) return;
  const double discount = number_at(pricing, "discount").value_or(0);
  for (const auto& [unit, value] : pricing.items()) {
    if (unit == "discount") continue;
    const auto price = number_at(pricing, unit.c_str());
    if (price) row.prices[unit] = *price * (1 - discount);
  }
}

results::EndpointRow endpoint_row(const Json& endpoint, const std::string& model) {
  results::EndpointRow row;
  row.model = model;
  row.provider = text_at(endpoint, "provider_name");
  row.tag = text_at(endpoint, "tag");
  row.quantization = text_at(endpoint, "quantization");
  read_prices(member(endpoint, "pricing"), row);
  row.context_length = count_at(endpoint, "context_length");
  row.max_completion_tokens = count_at(endpoint, "max_completion_tokens");
  row.supported_parameters = texts_at(endpoint, "supported_parameters");
  row.status = static_cast<std::int64_t>(
      std::clamp(number_at(endpoint, "status").value_or(0), -kMostCount, kMostCount));
  row.uptime = number_at(endpoint, "uptime_last_30m");
  row.latency_ms = percentiles_at(endpoint, "latency_last_30m");
  row.throughput = percentiles_at(endpoint, "throughput_last_30m");
  return row;
}

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t found = text.find(at);
    parts.emplace_back(text.substr(0, found));
    if (found == std::string_view::npos) return parts;
    text.remove_prefix(found + at.size());
  }
}

/// `… during routing: STEP removed tag, tag; STEP removed tag (reason).`
std::vector<results::Removal> removals_of(const std::string& message) {
  constexpr std::string_view kBefore = "during routing: ";
  constexpr std::string_view kRemoved = " removed ";
  std::vector<results::Removal> out;
  const std::size_t begin = message.find(kBefore);
  if (begin == std::string::npos) return out;
  for (const std::string& part :
       split(std::string_view(message).substr(begin + kBefore.size()), "; ")) {
    const std::size_t verb = part.find(kRemoved);
    if (verb == std::string::npos) continue;
    results::Removal removal;
    removal.step = part.substr(0, verb);
    for (std::string tag : split(std::string_view(part).substr(verb + kRemoved.size()), ", ")) {
      tag = tag.substr(0, tag.find_first_of(" ("));
      if (tag.ends_with('.')) tag.pop_back();
      if (!tag.empty()) removal.tags.push_back(std::move(tag));
    }
    out.push_back(std::move(removal));
  }
  return out;
}

}  // namespace

core::JsonValue parse_reply(const std::string& body) {
  Json parsed = Json::parse(body, nullptr, false);
  if (parsed.is_discarded()) return {};
  return core::JsonValue(std::move(parsed));
}

std::vector<results::EndpointRow> endpoint_rows(const Json& reply, const std::string& model) {
  std::vector<results::EndpointRow> rows;
  const Json& list = member(member(reply, "data"), "endpoints");
  if (!list.is_array()) return rows;
  for (const Json& endpoint : list) rows.push_back(endpoint_row(endpoint, model));
  return rows;
}

std::string canonical_slug(const Json& reply) {
  return text_at(member(reply, "data"), "canonical_slug");
}

void mark_zdr(const Json& reply, std::vector<results::EndpointRow>& rows) {
  const Json& list = member(reply, "data");
  if (!list.is_array()) return;
  std::set<std::pair<std::string, std::string>> listed;
  for (const Json& endpoint : list) {
    listed.emplace(text_at(endpoint, "model_id"), text_at(endpoint, "tag"));
  }
  for (results::EndpointRow& row : rows) row.zdr = listed.count({row.model, row.tag}) > 0;
}

void mark_distillable(const Json& reply, std::vector<results::ModelRow>& models) {
  const Json& list = member(reply, "data");
  if (!list.is_array()) return;
  std::set<std::string> listed;
  for (const Json& model : list) listed.insert(text_at(model, "id"));
  for (results::ModelRow& model : models) model.distillable = listed.count(model.id) > 0;
}

std::vector<results::ProviderRow> provider_rows(const Json& reply) {
  std::vector<results::ProviderRow> rows;
  const Json& list = member(reply, "data");
  if (!list.is_array()) return rows;
  for (const Json& one : list) rows.push_back({text_at(one, "name"), text_at(one, "slug")});
  return rows;
}

std::optional<results::Generation> generation_row(const Json& reply) {
  const Json& data = member(reply, "data");
  if (!data.is_object()) return std::nullopt;
  results::Generation row;
  row.id = text_at(data, "id");
  row.provider = text_at(data, "provider_name");
  row.model = text_at(data, "model");
  row.tier = text_at(data, "service_tier");
  row.latency_ms = number_at(data, "latency");
  row.generation_ms = number_at(data, "generation_time");
  row.prompt_tokens = number_at(data, "native_tokens_prompt");
  row.output_tokens = number_at(data, "native_tokens_completion");
  row.cost_usd = number_at(data, "total_cost");
  const Json& attempts = member(data, "provider_responses");
  if (attempts.is_array()) {
    for (const Json& one : attempts) row.attempts.push_back(text_at(one, "provider_name"));
  }
  return row;
}

results::Probe probe_row(const Json& reply, int status) {
  const Json& error = member(reply, "error");
  results::Probe probe;
  probe.status = status;
  probe.message = text_at(error, "message");
  probe.failed_step = text_at(member(error, "metadata"), "failed_routing_step");
  probe.removed = removals_of(probe.message);
  return probe;
}

}  // namespace orbench::run
