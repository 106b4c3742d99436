#pragma once

#include <string_view>

#include "harness/core/result.h"

namespace orbench::mock {

[[nodiscard]] bool is_fault(std::string_view name);
/// The error that names the nearest fault there is.
[[nodiscard]] tl::unexpected<core::Error> unknown_fault(std::string_view name);
/// Without blanks at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace orbench::mock
