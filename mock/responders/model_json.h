#pragma once

#include "harness/core/json.h"
#include "mock/responders/published.h"
#include "mock/responders/responder.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// A model and an endpoint as the discovery endpoints show them.
/// Source: the API reference, section 3.
[[nodiscard]] core::Json model_json(const Model& model, const Catalog& catalog);
[[nodiscard]] core::Json architecture_json(const Model& model);
/// Latency and throughput are for those who show a key; without one they are null.
[[nodiscard]] core::Json endpoint_json(const Endpoint& endpoint, const Call& call);

/// The endpoint that the model's own price is taken from; null when nobody serves it.
[[nodiscard]] const Endpoint* cheapest_endpoint(const Model& model, const Catalog& catalog);

/// `{"data": …}` as an answer.
[[nodiscard]] Script data_reply(core::Json data);

}  // namespace orbench::mock
