#pragma once

#include "harness/core/json.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// A model and an endpoint as the discovery endpoints show them.
/// Source: the API reference, section 3.
[[nodiscard]] core::Json model_json(const Model& model, const Catalog& catalog);
[[nodiscard]] core::Json architecture_json();
[[nodiscard]] core::Json endpoint_json(const Endpoint& endpoint, const Model& model);

}  // namespace orbench::mock
