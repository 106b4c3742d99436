#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace orbench::protocol {

/// JSON that came from outside. Its members are sorted: looking one up stays quick however many a
/// hostile body holds, and two objects are equal whatever the order they were written in.
using ForeignJson = nlohmann::json;

/// The value of a JSON text; is_discarded() when it is none, or nested more than
/// core::kMaxJsonDepth deep: what is done with values goes down into them by recursion.
[[nodiscard]] ForeignJson parse_foreign_json(std::string_view text);

}  // namespace orbench::protocol
