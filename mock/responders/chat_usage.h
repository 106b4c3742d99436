#pragma once

#include "harness/core/json.h"
#include "mock/responders/generation.h"

namespace orbench::mock {

/// The `usage` object: tokens, and their cost at the endpoint's prices.
[[nodiscard]] core::Json usage_json(const Generation& said);

}  // namespace orbench::mock
