#pragma once

#include <optional>
#include <string_view>

#include "harness/core/json.h"

namespace orbench::protocol {

/// `SET.FIELD` of a string that is `${data.SET.FIELD|number}` and nothing else: it stands for the
/// number in that field, not for a text. Nothing for any other value.
/// Lifetime: a view into `value`.
[[nodiscard]] std::optional<std::string_view> number_template(const core::Json& value);

}  // namespace orbench::protocol
