#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "mock/error_reply.h"
#include "mock/responders/model_json.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

Script answer_models(const Call& call) {
  core::Json body = {{"data", core::Json::array()}};
  for (const Model& model : call.config.catalog.models()) {
    body["data"].push_back(model_json(model, call.config.catalog));
  }
  return whole_script(200, api::fields::kJson, dumped(body));
}

}  // namespace

Responder models_responder() { return {"GET", api::paths::kModels, false, false, &answer_models}; }

}  // namespace orbench::mock
