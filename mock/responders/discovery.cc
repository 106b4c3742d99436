#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
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

/// Which rows of a list are shown: those that `offset` and `limit` ask for, all without these.
struct Page {
  std::size_t first = 0;
  std::size_t end = 0;
};

Page page_of(const Query& query, std::size_t all) {
  const auto bounded = [&](std::string_view name, double fallback, double most) {
    return static_cast<std::size_t>(std::clamp(query.number(name).value_or(fallback), 0.0, most));
  };
  Page page;
  page.first = std::min(bounded("offset", 0.0, 1e9), all);
  const std::size_t most = query.find("limit") ? bounded("limit", kMostListed, kMostListed) : all;
  page.end = page.first + std::min(most, all - page.first);
  return page;
}

/// The same question about the rows that follow; null after the last.
Json next_page(const Call& call, const Page& page, std::size_t all) {
  if (page.end >= all || page.end == page.first) return nullptr;
  std::string rest;
  std::string_view query = call.request.query;
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
    if (one.substr(0, 7) != "offset=") rest.append("&").append(one);
  }
  return fmt::format("{}?offset={}{}", call.request.path, page.end, rest);
}

Script models_reply(const std::vector<const Model*>& models, const Call& call) {
  const Page page = page_of(Query(call.request.query), models.size());
  Json rows = Json::array();
  for (std::size_t i = page.first; i < page.end; ++i) {
    rows.push_back(model_json(*models[i], call.config.catalog));
  }
  const Json body = {{"data", std::move(rows)},
                     {"total_count", models.size()},
                     {"links", {{"next", next_page(call, page, models.size())}}}};
  return whole_script(200, api::fields::kJson, core::dumped(body));
}

Script list_models(const Call& call) {
  const ModelSelection selection = select_models(Query(call.request.query), call);
  if (!selection.bad_parameter.empty()) return bad_query(call, selection);
  return models_reply(selection.models, call);
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
  return models_reply(select_models(query, call).models, call);
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
