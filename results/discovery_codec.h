#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "results/discovery.h"

namespace orbench::results {

/// The text of discovery.json.
[[nodiscard]] std::string encode_discovery(const Discovery& discovery);
/// Errors: kParse with the place of the first thing that is not as it must be.
[[nodiscard]] core::Result<Discovery> decode_discovery(std::string_view text);

}  // namespace orbench::results
