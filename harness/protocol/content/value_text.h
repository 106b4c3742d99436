#pragma once

#include <string>

#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {

/// A JSON value as a finding names it: `"stop"`, `3`, `null`, `an object`, `a list of 2`; texts on
/// one line and cut to a readable length.
[[nodiscard]] std::string value_text(const ForeignJson& value);

}  // namespace orbench::protocol
