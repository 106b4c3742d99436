#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "results/json_in.h"

namespace orbench::results {

/// Reads the text of a stored document: `read` takes the fields out of its object. `name` stands
/// for the text in messages.
/// Errors: kParse with the place of the first thing that is not as it must be.
[[nodiscard]] core::Result<void> read_document(std::string_view text, const std::string& name,
                                               const std::function<void(JsonIn&)>& read);

}  // namespace orbench::results
