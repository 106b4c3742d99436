#pragma once

#include <string>
#include <vector>

#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {

/// The names of JSON's types as JSON Schema has them: `object`, …, and `integer` beside `number`.
[[nodiscard]] const std::vector<std::string>& json_types();

/// REQUIRES: one of those names. Every integer is a number, and 2.0 is an integer.
[[nodiscard]] bool has_json_type(const ForeignJson& value, const std::string& type);

}  // namespace orbench::protocol
