#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"

namespace orbench::core {

/// Looking into JSON that others wrote: any member may be absent, null or of another type, and
/// nothing is an error. Where mistakes are to be reported, use Params.

/// The member; nullptr where `value` is no object, or the member is absent or null.
[[nodiscard]] const Json* find(const Json& value, std::string_view key);
/// The same; null where find() gives none.
[[nodiscard]] const Json& member(const Json& value, std::string_view key);
/// Empty where the member is no text.
[[nodiscard]] std::string text_at(const Json& value, std::string_view key);
/// The texts of a list, without its other items.
[[nodiscard]] std::vector<std::string> texts_at(const Json& value, std::string_view key);
/// A finite number, written as one or as a decimal string (as prices are, to lose nothing).
[[nodiscard]] std::optional<double> number_in(const Json& value);

}  // namespace orbench::core
