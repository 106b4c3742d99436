#pragma once

#include <string>

#include "harness/core/json.h"

namespace orbench::core {

/// JSON text: on one line, or a member a line with an `indent`. Bytes that are no UTF-8 are
/// replaced, where nlohmann would throw.
[[nodiscard]] std::string dumped(const Json& value, int indent = -1);

}  // namespace orbench::core
