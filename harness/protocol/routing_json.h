#pragma once

#include "harness/core/routing.h"
#include "harness/protocol/json_walk.h"

namespace orbench::protocol {

/// Reads an `openrouter_metadata` object; anything else leaves `out` as it is. At most kMostListed
/// endpoints and attempts are kept. Errors: broken JSON only.
[[nodiscard]] simdjson::error_code read_router_metadata(ondemand::value& value, core::Routing& out);

inline constexpr std::size_t kMostListed = 64;

}  // namespace orbench::protocol
