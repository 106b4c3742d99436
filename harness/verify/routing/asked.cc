#include "harness/verify/routing/asked.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace orbench::verify::routing {
namespace {

using core::Json;

constexpr std::array<std::string_view, 3> kSuffixes = {"nitro", "floor", "exacto"};
constexpr std::array<std::string_view, 4> kPercentiles = {"p50", "p75", "p90", "p99"};

const Json* find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

bool flag(const Json& object, std::string_view key, bool fallback) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_boolean() ? value->get<bool>() : fallback;
}

std::vector<std::string> texts(const Json& object, std::string_view key) {
  std::vector<std::string> out;
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_array()) return out;
  for (const Json& one : *value) {
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

/// The API takes prices as numbers and as decimal strings.
std::optional<double> number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& written = value.get_ref<const std::string&>();
  char* end = nullptr;
  const double parsed = std::strtod(written.c_str(), &end);
  const bool whole = !written.empty() && *end == '\0' && std::isfinite(parsed);
  return whole ? std::optional<double>(parsed) : std::nullopt;
}

/// A number bounds the median; an object bounds each percentile that it names.
Cutoffs cutoffs(const Json& object, std::string_view key) {
  Cutoffs out;
  const Json* value = find(object, key);
  if (value == nullptr) return out;
  if (!value->is_object()) {
    out[0] = number(*value);
    return out;
  }
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    if (const Json* one = find(*value, kPercentiles.at(i))) out.at(i) = number(*one);
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
    asked.sort = sort_key(text(*sort, "by"));
    const std::string partition = text(*sort, "partition");
    if (!partition.empty()) asked.pooled = partition == "none";
  }
}

void read_provider(const Json& provider, Asked& asked) {
  asked.order = texts(provider, "order");
  asked.only = texts(provider, "only");
  asked.ignore = texts(provider, "ignore");
  asked.quantizations = texts(provider, "quantizations");
  asked.allow_fallbacks = flag(provider, "allow_fallbacks", true);
  asked.require_parameters = flag(provider, "require_parameters", false);
  asked.deny_collection = text(provider, "data_collection") == "deny";
  asked.zdr = flag(provider, "zdr", false);
  asked.distillable = flag(provider, "enforce_distillable_text", false);
  read_sort(provider, asked);
  asked.max_latency_s = cutoffs(provider, "preferred_max_latency");
  asked.min_throughput = cutoffs(provider, "preferred_min_throughput");
  if (const Json* caps = find(provider, "max_price"); caps != nullptr && caps->is_object()) {
    for (const auto& [unit, most] : caps->items()) {
      if (const auto value = number(most)) asked.max_price[unit] = *value;
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
  const std::string model = text(request, "model");
  asked.suffix = suffix_of(model);
  std::vector<std::string> names = texts(request, "models");
  names.insert(names.begin(), model);
  for (const std::string& name : names) {
    const std::string plain = without_suffix(name);
    const bool known =
        std::find(asked.models.begin(), asked.models.end(), plain) != asked.models.end();
    if (!plain.empty() && !known) asked.models.push_back(plain);
  }
  asked.pooled = text(request, "route") == "sort";
  if (const Json* provider = find(request, "provider")) read_provider(*provider, asked);
  asked.service_tier = text(request, "service_tier");
  asked.session_id = text(request, "session_id");
  asked.parameters = texts(request, "parameters");
  for (const char* key : {"max_completion_tokens", "max_tokens", "max_output_tokens"}) {
    const Json* most = find(request, key);
    if (most != nullptr && !asked.max_tokens) asked.max_tokens = number(*most);
  }
  return asked;
}

}  // namespace orbench::verify::routing
