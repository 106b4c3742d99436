#include "harness/verify/routing/asked.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/core/tolerant_json.h"

namespace orbench::verify::routing {
namespace {

using core::find;
using core::Json;
using core::number_in;
using core::text_at;
using core::texts_at;

constexpr std::array<std::string_view, 3> kSuffixes = {"nitro", "floor", "exacto"};
constexpr std::array<std::string_view, 4> kPercentiles = {"p50", "p75", "p90", "p99"};

bool flag(const Json& object, std::string_view key, bool fallback) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_boolean() ? value->get<bool>() : fallback;
}

/// A number bounds the median; an object bounds each percentile that it names.
Cutoffs cutoffs(const Json& object, std::string_view key) {
  Cutoffs out;
  const Json* value = find(object, key);
  if (value == nullptr) return out;
  if (!value->is_object()) {
    out[0] = number_in(*value);
    return out;
  }
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    if (const Json* one = find(*value, kPercentiles.at(i))) out.at(i) = number_in(*one);
  }
  return out;
}

SortKey sort_key(std::string_view name) {
  for (const SortKey key :
       {SortKey::kPrice, SortKey::kThroughput, SortKey::kLatency, SortKey::kExacto}) {
    if (name == to_string(key)) return key;
  }
  return SortKey::kNone;
}

/// `route` is the old way to say how models are partitioned.
void read_sort(const Json& provider, Asked& asked) {
  const Json* sort = find(provider, "sort");
  if (sort == nullptr) return;
  if (sort->is_string()) {
    asked.sort = sort_key(sort->get_ref<const std::string&>());
  } else {
    asked.sort = sort_key(text_at(*sort, "by"));
    const std::string partition = text_at(*sort, "partition");
    if (!partition.empty()) asked.pooled = partition == "none";
  }
}

void read_provider(const Json& provider, Asked& asked) {
  asked.order = texts_at(provider, "order");
  asked.only = texts_at(provider, "only");
  asked.ignore = texts_at(provider, "ignore");
  asked.quantizations = texts_at(provider, "quantizations");
  asked.allow_fallbacks = flag(provider, "allow_fallbacks", true);
  asked.require_parameters = flag(provider, "require_parameters", false);
  asked.deny_collection = text_at(provider, "data_collection") == "deny";
  asked.zdr = flag(provider, "zdr", false);
  asked.distillable = flag(provider, "enforce_distillable_text", false);
  read_sort(provider, asked);
  asked.max_latency_s = cutoffs(provider, "preferred_max_latency");
  asked.min_throughput = cutoffs(provider, "preferred_min_throughput");
  if (const Json* caps = find(provider, "max_price"); caps != nullptr && caps->is_object()) {
    for (const auto& [unit, most] : caps->items()) {
      if (const auto value = number_in(most)) asked.max_price[unit] = *value;
    }
  }
}

std::string suffix_of(const std::string& model) {
  const std::string name = model.substr(std::min(model.size(), without_suffix(model).size() + 1));
  return name;
}

}  // namespace

std::string_view to_string(SortKey key) {
  constexpr std::array<std::string_view, 5> kNames = {"", "price", "throughput", "latency",
                                                      "exacto"};
  return kNames.at(static_cast<std::size_t>(key));
}

bool any(const Cutoffs& cutoffs) {
  return std::any_of(cutoffs.begin(), cutoffs.end(),
                     [](const auto& bound) { return bound.has_value(); });
}

std::string without_suffix(const std::string& model) {
  const auto colon = model.rfind(':');
  if (colon == std::string::npos) return model;
  const std::string_view name = std::string_view(model).substr(colon + 1);
  const bool routes = std::find(kSuffixes.begin(), kSuffixes.end(), name) != kSuffixes.end();
  return routes ? model.substr(0, colon) : model;
}

Asked parse_asked(const Json& request) {
  Asked asked;
  const std::string model = text_at(request, "model");
  asked.suffix = suffix_of(model);
  std::vector<std::string> names = texts_at(request, "models");
  names.insert(names.begin(), model);
  for (const std::string& name : names) {
    const std::string plain = without_suffix(name);
    const bool known =
        std::find(asked.models.begin(), asked.models.end(), plain) != asked.models.end();
    if (!plain.empty() && !known) asked.models.push_back(plain);
  }
  asked.pooled = text_at(request, "route") == "sort";
  if (const Json* provider = find(request, "provider")) read_provider(*provider, asked);
  asked.service_tier = text_at(request, "service_tier");
  asked.session_id = text_at(request, "session_id");
  asked.parameters = texts_at(request, "parameters");
  for (const char* key : {"max_completion_tokens", "max_tokens", "max_output_tokens"}) {
    const Json* most = find(request, key);
    if (most != nullptr && !asked.max_tokens) asked.max_tokens = number_in(*most);
  }
  return asked;
}

}  // namespace orbench::verify::routing
