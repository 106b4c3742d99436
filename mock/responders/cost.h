#pragma once

#include <cstdint>

#include "harness/core/units.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// What a request costs at one endpoint.
struct Cost {
  core::Usd input;
  core::Usd output;
  [[nodiscard]] core::Usd total() const { return input + output; }
};

/// Units are tokens, or what else the model counts in: characters spoken, seconds heard.
[[nodiscard]] Cost cost_of(const Endpoint& endpoint, std::int64_t input_units,
                           std::int64_t output_units);

}  // namespace orbench::mock
