#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "mock/error_reply.h"
#include "mock/responders/documented.h"
#include "mock/responders/model_json.h"
#include "mock/responders/model_select.h"
#include "mock/responders/parameters.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr double kMostListed = 1000.0;

Script bad_query(const Call& call, const ModelSelection& selection) {
  return invalid_request(documented(call).path, selection.bad_parameter, selection.message);
}

/// The rows of `models` that `offset` and `limit` ask for; all of them without these.
Json page_of(const std::vector<const Model*>& models, const Query& query, const Call& call) {
  const auto bounded = [&](std::string_view name, double fallback, double most) {
    return static_cast<std::size_t>(std::clamp(query.number(name).value_or(fallback), 0.0, most));
  };
  const std::size_t all = models.size();
  const std::size_t first = std::min(bounded("offset", 0.0, 1e9), all);
  const std::size_t count = query.find("limit")
                                ? std::min(bounded("limit", kMostListed, kMostListed), all - first)
                                : all - first;
  Json rows = Json::array();
  for (std::size_t i = first; i < first + count; ++i) {
    rows.push_back(model_json(*models[i], call.config.catalog));
  }
  return rows;
}

Script list_models(const Call& call) {
  const Query query(call.request.query);
  const ModelSelection selection = select_models(query, call);
  if (!selection.bad_parameter.empty()) return bad_query(call, selection);
  const Json body = {{"data", page_of(selection.models, query, call)},
                     {"total_count", selection.models.size()}};
  return whole_script(200, api::fields::kJson, dumped(body));
}

Script count_models(const Call& call) {
  // The other filters are not for counting.
  const Query all(call.request.query);
  const Query query("output_modalities=" + std::string(all.text("output_modalities", "text")));
  const ModelSelection selection = select_models(query, call);
  if (!selection.bad_parameter.empty()) return bad_query(call, selection);
  return data_reply({{"count", selection.models.size()}});
}

Script list_embedding_models(const Call& call) {
  const Query query("output_modalities=embeddings");
  return data_reply(page_of(select_models(query, call).models, query, call));
}

std::string asked_model(const Call& call) {
  return fmt::format("{}/{}", call.path_arguments.at(0), call.path_arguments.at(1));
}

Script no_such_model(const Call& call) {
  return error_reply(api::error_codes::kNotFound,
                     fmt::format("Model {} not found", asked_model(call)));
}

Script show_model(const Call& call) {
  const Model* const model = call.config.catalog.find_model(asked_model(call));
  if (model == nullptr) return no_such_model(call);
  return data_reply(model_json(*model, call.config.catalog));
}

Script list_endpoints(const Call& call) {
  const Model* const model = call.config.catalog.find_model(asked_model(call));
  if (model == nullptr) return no_such_model(call);
  Json endpoints = Json::array();
  for (const Endpoint* endpoint : call.config.catalog.endpoints_of(model->id)) {
    endpoints.push_back(endpoint_json(*endpoint, call));
  }
  return data_reply({{"id", model->id},
                     {"name", model->name},
                     {"created", model->created},
                     {"description", model->description},
                     {"architecture", architecture_json(*model)},
                     {"endpoints", std::move(endpoints)}});
}

Script list_zdr_endpoints(const Call& call) {
  Json endpoints = Json::array();
  for (const Endpoint& endpoint : call.config.catalog.endpoints()) {
    if (endpoint.terms.zdr) endpoints.push_back(endpoint_json(endpoint, call));
  }
  return data_reply(std::move(endpoints));
}

Script list_providers(const Call& call) {
  Json rows = Json::array();
  for (const Provider& provider : call.config.catalog.providers()) {
    const std::string site = fmt::format("https://{}.invalid", provider.slug);
    rows.push_back({{"name", provider.name},
                    {"slug", provider.slug},
                    {"privacy_policy_url", site + "/privacy"},
                    {"terms_of_service_url", site + "/terms"},
                    {"status_page_url", site + "/status"},
                    {"headquarters",
                     provider.headquarters.empty() ? Json(nullptr) : Json(provider.headquarters)},
                    {"datacenters", provider.datacenters}});
  }
  return data_reply(std::move(rows));
}

}  // namespace

std::vector<OwnAnswer> discovery_answers() {
  return {{"GET", "/models", &list_models},
          {"GET", "/models/user", &list_models},
          {"GET", "/models/count", &count_models},
          {"GET", "/model/{author}/{slug}", &show_model},
          {"GET", "/models/{author}/{slug}/endpoints", &list_endpoints},
          {"GET", "/endpoints/zdr", &list_zdr_endpoints},
          {"GET", "/providers", &list_providers},
          {"GET", "/embeddings/models", &list_embedding_models}};
}

}  // namespace orbench::mock
