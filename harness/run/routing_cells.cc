#include "harness/run/routing_cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/api/headers.h"
#include "harness/core/json_text.h"

namespace orbench::run {
namespace {

using core::Json;

/// Members that say where a request may go; the suffix of `model` does too.
constexpr std::array<std::string_view, 5> kPreferences = {"provider", "models", "route",
                                                          "service_tier", "session_id"};
/// Members that are no preference, but that endpoints are chosen by.
constexpr std::array<std::string_view, 4> kAlsoMatter = {
    "model", "max_tokens", "max_completion_tokens", "max_output_tokens"};
constexpr std::array<std::string_view, 26> kParameters = {"temperature",
                                                          "top_p",
                                                          "top_k",
                                                          "min_p",
                                                          "top_a",
                                                          "frequency_penalty",
                                                          "presence_penalty",
                                                          "repetition_penalty",
                                                          "max_tokens",
                                                          "max_completion_tokens",
                                                          "logit_bias",
                                                          "logprobs",
                                                          "top_logprobs",
                                                          "prediction",
                                                          "seed",
                                                          "response_format",
                                                          "structured_outputs",
                                                          "stop",
                                                          "tools",
                                                          "tool_choice",
                                                          "parallel_tool_calls",
                                                          "include_reasoning",
                                                          "reasoning",
                                                          "reasoning_effort",
                                                          "web_search_options",
                                                          "verbosity"};
constexpr std::array<std::string_view, 3> kSuffixes = {":nitro", ":floor", ":exacto"};

std::string_view suffix_of(const Json& request) {
  const auto model = request.find("model");
  if (model == request.end() || !model->is_string()) return "";
  const std::string_view name = model->get_ref<const std::string&>();
  const auto found = std::find_if(kSuffixes.begin(), kSuffixes.end(),
                                  [&](std::string_view suffix) { return name.ends_with(suffix); });
  return found == kSuffixes.end() ? "" : *found;
}

/// An endpoint lists what a format needs of it, not the member that asks for it.
std::string listed_name(std::string_view parameter, const Json& value) {
  if (parameter != "response_format" || !value.is_object()) return std::string(parameter);
  const auto type = value.find("type");
  const bool schema = type != value.end() && type->is_string() &&
                      type->get_ref<const std::string&>() == "json_schema";
  return schema ? "structured_outputs" : "response_format";
}

Json parameters_of(const Json& request) {
  Json names = Json::array();
  for (const std::string_view parameter : kParameters) {
    const auto found = request.find(parameter);
    if (found == request.end() || found->is_null()) continue;
    std::string name = listed_name(parameter, *found);
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known) names.push_back(std::move(name));
  }
  return names;
}

void read_watch(const Json& check, RoutingWatch& watch) {
  const auto flag = [&](const char* key, bool& out) {
    const auto found = check.find(key);
    if (found != check.end() && found->is_boolean()) out = found->get<bool>();
  };
  watch.on = true;
  const auto stop = check.find("stop");
  if (stop != check.end() && *stop != false) watch.stop = true;
  flag("control", watch.control);
  flag("probe", watch.probe);
  flag("audit", watch.audit);
  if (const auto most = check.find("audit_most");
      most != check.end() && most->is_number_integer()) {
    watch.audit_most = most->get<std::int64_t>();
  }
  if (const auto every = check.find("snapshot_every_s");
      every != check.end() && every->is_number()) {
    watch.snapshot_every = core::from_ms(every->get<double>() * 1000.0);
  }
}

/// Labels of a control: those of the request that it stands for, but for preferences.
results::Labels control_labels(const results::Labels& labels) {
  results::Labels out;
  for (const auto& label : labels) {
    const auto names = [&](std::string_view key) { return label.first.starts_with(key); };
    if (std::none_of(kPreferences.begin(), kPreferences.end(), names)) out.push_back(label);
  }
  out.emplace_back("control", "true");
  return out;
}

constexpr std::int64_t kDealsWithControl = 2;

/// The most cells of one control that differ in their session alone; at least 1.
std::int64_t most_sessions(const std::vector<std::optional<results::RoutingIdentity>>& cells,
                           std::int64_t control) {
  std::map<std::string, std::int64_t> alike;
  std::int64_t most = 1;
  for (const auto& cell : cells) {
    if (!cell || cell->control != control) continue;
    Json asked = cell->asked.get();
    asked.erase("session_id");
    most = std::max(most, ++alike[core::dumped(asked)]);
  }
  return most;
}

}  // namespace

std::vector<std::optional<results::RoutingIdentity>> add_controls(
    const RoutingWatch& watch, std::uint32_t first_cell, std::vector<Combination>& combinations) {
  std::vector<std::optional<results::RoutingIdentity>> out(combinations.size());
  if (!watch.on) return out;
  const std::size_t written = combinations.size();
  for (std::size_t i = 0; i < written; ++i) {
    const Json request = combinations[i].request.get();
    out[i].emplace().asked = core::JsonValue(routing_part(request));
    if (!watch.control || !has_preference(request)) continue;
    const Json plain = without_preference(request);
    std::size_t control = 0;
    while (control < combinations.size() && combinations[control].request.get() != plain) ++control;
    if (control == combinations.size()) {
      combinations.push_back({core::JsonValue(plain), control_labels(combinations[i].labels)});
      out.emplace_back(results::RoutingIdentity{core::JsonValue(routing_part(plain)), -1, true, 1});
    }
    out[i]->control = static_cast<std::int64_t>(first_cell + control);
    out[i]->deals = kDealsWithControl;
  }
  // Sessions are judged together, so they are compared with as many controls.
  for (std::size_t i = written; i < out.size(); ++i) {
    out[i]->deals = most_sessions(out, static_cast<std::int64_t>(first_cell + i));
  }
  return out;
}

void ask_for_metadata(std::vector<core::Header>& headers) {
  const auto add = [&](std::string_view name, const char* value) {
    const bool set = std::any_of(headers.begin(), headers.end(), [&](const core::Header& header) {
      return std::equal(
          name.begin(), name.end(), header.name.begin(), header.name.end(),
          [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
    });
    if (!set) headers.push_back({std::string(name), value});
  };
  add(api::headers::kMetadata, "enabled");
  add(api::headers::kCache, "false");
}

RoutingWatch routing_watch(const scenario::Scenario& scenario) {
  RoutingWatch watch;
  for (const scenario::CheckSpec& spec : scenario.checks) {
    const Json& raw = spec.raw.get();
    if (raw.is_object() && raw.contains("routing")) read_watch(raw, watch);
  }
  return watch;
}

Json routing_part(const Json& request) {
  Json part = Json::object();
  const auto copy = [&](std::string_view key) {
    const auto found = request.find(key);
    if (found != request.end()) part[std::string(key)] = *found;
  };
  for (const std::string_view key : kAlsoMatter) copy(key);
  for (const std::string_view key : kPreferences) copy(key);
  part["parameters"] = parameters_of(request);
  return part;
}

Json without_preference(const Json& request) {
  Json control = request;
  for (const std::string_view key : kPreferences) control.erase(std::string(key));
  if (const std::string_view suffix = suffix_of(request); !suffix.empty()) {
    const auto& model = request.at("model").get_ref<const std::string&>();
    control["model"] = model.substr(0, model.size() - suffix.size());
  }
  return control;
}

bool has_preference(const Json& request) {
  return !suffix_of(request).empty() ||
         std::any_of(kPreferences.begin(), kPreferences.end(), [&](std::string_view key) {
           const auto found = request.find(key);
           return found != request.end() && !found->is_null() && !found->empty();
         });
}

}  // namespace orbench::run
