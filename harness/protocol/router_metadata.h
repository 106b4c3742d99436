#pragma once

#include "harness/protocol/json_walk.h"
#include "harness/protocol/wire.h"

namespace orbench::protocol {

/// Reads `openrouter_metadata`, which a request asks for by header: the provider that served is the
/// endpoint that the router marks as selected.
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] simdjson::error_code read_router_metadata(ondemand::value& value, WireEvent& out);

}  // namespace orbench::protocol
