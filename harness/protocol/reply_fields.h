#pragma once

#include <optional>
#include <string_view>

#include "harness/protocol/json_wire.h"

namespace orbench::protocol {

/// Reads a field that whole replies of every kind name alike: `id`, `model`, `provider`, `usage`
/// and `error`. Nothing for any other key, which is left unread.
/// Errors: simdjson's, for broken JSON only.
[[nodiscard]] std::optional<simdjson::error_code> read_reply_field(std::string_view key,
                                                                   ondemand::value& value,
                                                                   Walk& walk);

}  // namespace orbench::protocol
