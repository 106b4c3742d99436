#pragma once

#include <string_view>

#include "harness/core/result.h"
#include "harness/protocol/content/pattern.h"

namespace orbench::protocol {

/// The steps of a regular expression; see Pattern.
[[nodiscard]] core::Result<PatternSteps> compile_pattern(std::string_view expression);

}  // namespace orbench::protocol
