#include "harness/run/discovery.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/run/discovery_json.h"

namespace orbench::run {
namespace {

using core::Json;

constexpr int kOk = 200;
constexpr std::string_view kNobody = "orbench-probe-nobody";
constexpr std::string_view kDataPolicy = "Filter by Data Policy";
constexpr std::array<std::string_view, 8> kHardFilters = {
    "only",      "ignore",        "data_collection",   "zdr", "enforce_distillable_text",
    "max_price", "quantizations", "require_parameters"};

std::string plain_model(std::string model) {
  for (const std::string_view suffix : {":nitro", ":floor", ":exacto"}) {
    if (model.ends_with(suffix)) model.resize(model.size() - suffix.size());
  }
  return model;
}

bool flag(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

void add_model(const Json& value, DiscoveryNeeds& needs) {
  if (!value.is_string()) return;
  const std::string model = plain_model(value.get<std::string>());
  const bool known =
      std::find(needs.models.begin(), needs.models.end(), model) != needs.models.end();
  if (!model.empty() && !known) needs.models.push_back(model);
}

/// The body's JSON when the table was had; else null, and why in `missing`.
core::JsonValue table(ApiClient& client, const std::string& path, results::Snapshot& snapshot) {
  const auto reply = client.get(path);
  if (!reply) {
    snapshot.missing.push_back(fmt::format("{}: {}", path, reply.error().message));
  } else if (reply->status != kOk) {
    snapshot.missing.push_back(fmt::format("{}: status {}", path, reply->status));
  } else {
    return parse_reply(reply->body);
  }
  return {};
}

const Json* provider_of(const Json& asked) {
  const auto found = asked.find("provider");
  return found != asked.end() && found->is_object() ? &*found : nullptr;
}

/// The request of a cell with one preference left, which nobody can serve.
core::HttpRequest probe_request(const RunPlan& plan, std::size_t cell, const RunTarget& target,
                                std::string_view preference, const Json& value) {
  core::HttpRequest request;
  request.url = target.base_url;
  plan.cells[cell].request->render({plan.seed, 0, false, static_cast<std::uint32_t>(cell)},
                                   request);
  Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) body = Json::object();
  for (const char* key : {"models", "route", "service_tier", "session_id"}) body.erase(key);
  body["stream"] = false;
  body["provider"] = {{"order", {kNobody}}, {"allow_fallbacks", false}};
  body["provider"][std::string(preference)] = value;
  request.body = core::dumped(body);
  return request;
}

/// A data policy that leaves nobody names nobody: it has removed all there were.
void complete(const RunPlan& plan, std::size_t cell, const results::Snapshot& snapshot,
              results::Probe& probe) {
  const bool named =
      std::any_of(probe.removed.begin(), probe.removed.end(),
                  [](const results::Removal& removal) { return removal.step == kDataPolicy; });
  if (probe.failed_step != kDataPolicy || named) return;
  results::Removal all{std::string(kDataPolicy), {}};
  const std::string model = plain_model(plan.cells[cell].identity.model);
  for (const results::EndpointRow& row : snapshot.endpoints) {
    if (row.model == model) all.tags.push_back(row.tag);
  }
  probe.removed.push_back(std::move(all));
}

}  // namespace

DiscoveryNeeds discovery_needs(const RunPlan& plan) {
  DiscoveryNeeds needs;
  for (const CellPlan& cell : plan.cells) {
    if (!cell.identity.routing) continue;
    const Json& asked = cell.identity.routing->asked.get();
    if (asked.contains("model")) add_model(asked.at("model"), needs);
    if (asked.contains("models") && asked.at("models").is_array()) {
      for (const Json& model : asked.at("models")) add_model(model, needs);
    }
    if (const Json* provider = provider_of(asked)) {
      needs.zdr = needs.zdr || flag(*provider, "zdr");
      needs.distillable = needs.distillable || flag(*provider, "enforce_distillable_text");
    }
  }
  return needs;
}

results::Snapshot take_snapshot(ApiClient& client, const DiscoveryNeeds& needs) {
  results::Snapshot snapshot;
  for (const std::string& model : needs.models) {
    const auto endpoints = table(client, fmt::format("/models/{}/endpoints", model), snapshot);
    for (results::EndpointRow& row : endpoint_rows(endpoints.get(), model)) {
      snapshot.endpoints.push_back(std::move(row));
    }
    results::ModelRow row;
    row.id = model;
    row.canonical_slug =
        canonical_slug(table(client, fmt::format("/model/{}", model), snapshot).get());
    snapshot.models.push_back(std::move(row));
  }
  if (needs.zdr) mark_zdr(table(client, "/endpoints/zdr", snapshot).get(), snapshot.endpoints);
  if (needs.distillable) {
    const auto list = table(client, "/models?distillable=true&output_modalities=all", snapshot);
    mark_distillable(list.get(), snapshot.models);
  }
  return snapshot;
}

std::vector<results::ProviderRow> take_providers(ApiClient& client) {
  results::Snapshot unused;
  return provider_rows(table(client, "/providers", unused).get());
}

std::vector<results::Probe> send_probes(ApiClient& client, const RunPlan& plan,
                                        const RunTarget& target,
                                        const results::Snapshot& snapshot) {
  std::vector<results::Probe> probes;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const auto& routing = plan.cells[i].identity.routing;
    if (!routing || routing->is_control) continue;
    const Json* provider = provider_of(routing->asked.get());
    if (provider == nullptr) continue;
    for (const std::string_view filter : kHardFilters) {
      const auto value = provider->find(filter);
      if (value == provider->end() || value->is_null()) continue;
      if (probes.size() == kMostProbes) return probes;
      const auto reply = client.send(probe_request(plan, i, target, filter, *value));
      if (!reply) continue;
      results::Probe probe = probe_row(parse_reply(reply->body).get(), reply->status);
      complete(plan, i, snapshot, probe);
      probe.cell = static_cast<std::int64_t>(i);
      probe.preference = filter;
      probes.push_back(std::move(probe));
    }
  }
  return probes;
}

}  // namespace orbench::run
