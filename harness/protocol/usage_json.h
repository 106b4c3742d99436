#pragma once

#include "harness/protocol/json_wire.h"

namespace orbench::protocol {

/// Reads a `usage` object under the names of every endpoint: `prompt_tokens` or `input_tokens`,
/// `completion_tokens` or `output_tokens`, their details, `cost`, `service_tier` (unless the tier
/// is known already; `standard` is what /messages calls `default`). Fields of a wrong type read as
/// absent; a usage without any field is none. `seconds` are those of the sound that is billed; a
/// usage that has only a total (rerank) is all input.
/// Numbers are kept as the wire says them: of /messages the input leaves cached tokens out,
/// elsewhere they are part of it.
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] simdjson::error_code read_usage(ondemand::value& value, Walk& walk);

}  // namespace orbench::protocol
