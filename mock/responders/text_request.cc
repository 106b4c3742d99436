#include "mock/responders/text_request.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

/// What `supported_parameters` lists; a body's other members are no parameters of a model.
constexpr std::array<std::string_view, 26> kParameters = {"temperature",
                                                          "top_p",
                                                          "top_k",
                                                          "top_a",
                                                          "min_p",
                                                          "frequency_penalty",
                                                          "presence_penalty",
                                                          "repetition_penalty",
                                                          "seed",
                                                          "stop",
                                                          "max_tokens",
                                                          "max_completion_tokens",
                                                          "logit_bias",
                                                          "logprobs",
                                                          "top_logprobs",
                                                          "tools",
                                                          "tool_choice",
                                                          "parallel_tool_calls",
                                                          "reasoning",
                                                          "reasoning_effort",
                                                          "include_reasoning",
                                                          "verbosity",
                                                          "web_search_options",
                                                          "prediction",
                                                          "modalities",
                                                          "structured_outputs"};

std::vector<std::string> parameters_of(const json& body) {
  std::vector<std::string> sent;
  for (const std::string_view name : kParameters) {
    if (body::has(body, name)) sent.emplace_back(name);
  }
  const std::string format = body::text_at(body::at(body, "response_format"), "type");
  if (format == "json_schema") sent.emplace_back("structured_outputs");
  if (format == "json_object") sent.emplace_back("response_format");
  return sent;
}

Sort sort_of(const json& provider) {
  const json& asked = body::at(provider, "sort");
  const std::string by = asked.is_string() ? asked.get<std::string>() : body::text_at(asked, "by");
  if (by == "price") return Sort::kPrice;
  if (by == "latency") return Sort::kLatency;
  if (by == "throughput") return Sort::kThroughput;
  return by == "exacto" ? Sort::kExacto : Sort::kNone;
}

/// `route` is the old way to say it.
Partition partition_of(const json& body, const json& provider) {
  const std::string asked = body::text_at(body::at(provider, "sort"), "partition");
  if (asked.empty() && body::text_at(body, "route") == "sort") return Partition::kNone;
  return asked == "none" ? Partition::kNone : Partition::kModel;
}

/// A number, or a string that holds one: schema and guide differ.
std::optional<double> amount_at(const json& object, std::string_view key) {
  const json& value = body::at(object, key);
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  char* end = nullptr;
  const double amount = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') return std::nullopt;
  return amount;
}

/// A number stands for its median.
Cutoffs cutoffs_at(const json& provider, std::string_view key) {
  const json& value = body::at(provider, key);
  if (!value.is_object()) return {amount_at(provider, key), {}, {}, {}};
  return {amount_at(value, "p50"), amount_at(value, "p75"), amount_at(value, "p90"),
          amount_at(value, "p99")};
}

void read_provider(const json& provider, RouteRequest& routing) {
  routing.order = body::texts_at(provider, "order");
  routing.only = body::texts_at(provider, "only");
  routing.ignore = body::texts_at(provider, "ignore");
  routing.allow_fallbacks = body::flag_at(provider, "allow_fallbacks", true);
  routing.sort = sort_of(provider);
  routing.require_parameters = body::flag_at(provider, "require_parameters", false);
  routing.deny_data_collection = body::text_at(provider, "data_collection") == "deny";
  routing.zdr = body::flag_at(provider, "zdr", false);
  routing.enforce_distillable_text = body::flag_at(provider, "enforce_distillable_text", false);
  routing.quantizations = body::texts_at(provider, "quantizations");
  const json& most = body::at(provider, "max_price");
  routing.max_price = {amount_at(most, "prompt"), amount_at(most, "completion"),
                       amount_at(most, "request"), amount_at(most, "image"),
                       amount_at(most, "audio")};
  routing.preferred_min_throughput = cutoffs_at(provider, "preferred_min_throughput");
  routing.preferred_max_latency = cutoffs_at(provider, "preferred_max_latency");
}

bool is_image(const json& part) {
  const std::string type = body::text_at(part, "type");
  return type == "image_url" || type == "input_image" || type == "image";
}

bool holds_image(const json& messages) {
  if (!messages.is_array()) return false;
  return std::any_of(messages.begin(), messages.end(), [](const json& message) {
    const json& content = body::at(message, "content");
    return content.is_array() && std::any_of(content.begin(), content.end(), is_image);
  });
}

}  // namespace

RouteRequest read_routing(const json& body) {
  RouteRequest routing;
  routing.model = body::text_at(body, "model");
  routing.models = body::texts_at(body, "models");
  if (routing.model.empty() && !routing.models.empty()) routing.model = routing.models.front();
  const json& provider = body::at(body, "provider");
  read_provider(provider, routing);
  routing.partition = partition_of(body, provider);
  routing.parameters = parameters_of(body);
  routing.service_tier = body::text_at(body, "service_tier");
  routing.session_id = body::text_at(body, "session_id");
  routing.has_images =
      holds_image(body::at(body, "messages")) || holds_image(body::at(body, "input"));
  for (const auto* key : {"max_completion_tokens", "max_tokens", "max_output_tokens"}) {
    if (!routing.max_tokens) routing.max_tokens = body::count_at(body, key);
  }
  return routing;
}

}  // namespace orbench::mock
