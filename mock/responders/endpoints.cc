#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "mock/error_reply.h"
#include "mock/responders/model_json.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

Script answer_endpoints(const Call& call) {
  const std::string id = fmt::format("{}/{}", call.path_arguments.at(0), call.path_arguments.at(1));
  const Model* const model = call.config.catalog.find_model(id);
  if (model == nullptr) {
    return error_reply(api::error_codes::kNotFound, fmt::format("Model {} not found", id));
  }
  core::Json endpoints = core::Json::array();
  for (const Endpoint* endpoint : call.config.catalog.endpoints_of(id)) {
    endpoints.push_back(endpoint_json(*endpoint, *model));
  }
  const core::Json body = {{"data",
                            {{"id", model->id},
                             {"name", model->name},
                             {"created", model->created},
                             {"description", model->description},
                             {"architecture", architecture_json()},
                             {"endpoints", std::move(endpoints)}}}};
  return whole_script(200, api::fields::kJson, dumped(body));
}

}  // namespace

Responder endpoints_responder() {
  return {"GET", "/models/{author}/{slug}/endpoints", false, false, &answer_endpoints};
}

}  // namespace orbench::mock
