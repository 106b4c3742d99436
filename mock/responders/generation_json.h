#pragma once

#include <string>

#include "harness/core/json.h"
#include "mock/state/served.h"

namespace orbench::mock {

/// What `GET /generation` shows of a request.
/// Source: the API reference, section 1.10.
[[nodiscard]] core::Json generation_json(const Served& served);
/// What `GET /generation/content` shows of it.
[[nodiscard]] core::Json generation_content_json(const Served& served);
/// The id of an endpoint: the same for all that it serves, and no other's.
[[nodiscard]] std::string endpoint_id(const Endpoint& endpoint);

}  // namespace orbench::mock
