#pragma once

#include <string>
#include <string_view>

#include "harness/core/json.h"

namespace orbench::cli {

/// The tables of `orbench discover` for people. `reply` is the API's answer; what it does not hold
/// stays empty. Prices are USD for a million tokens.
[[nodiscard]] std::string discovery_text(std::string_view what, const core::Json& reply, int width,
                                         bool color);

}  // namespace orbench::cli
