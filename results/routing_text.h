#pragma once

#include <string>
#include <string_view>

#include "harness/core/routing.h"

namespace orbench::results {

/// The value of `routing` in a line of samples.jsonl: one JSON object; empty when nothing was told.
[[nodiscard]] std::string routing_text(const core::Routing& routing);
/// False when the text is no such object. Unknown keys are ignored.
[[nodiscard]] bool read_routing_text(std::string_view text, core::Routing& routing);

}  // namespace orbench::results
