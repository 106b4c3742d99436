#pragma once

#include <optional>

#include "harness/protocol/error_body.h"
#include "harness/protocol/json_walk.h"

namespace orbench::protocol {

/// Reads the value of an `error` key in any of the API's shapes: an object (with `code` as a
/// number, a string or null), or a bare text. `null` and other types say nothing: `out` is left
/// alone, as it is when it already holds an error (the first one tells what happened).
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] simdjson::error_code read_api_error(ondemand::value& value,
                                                  std::optional<ApiError>& out);

}  // namespace orbench::protocol
