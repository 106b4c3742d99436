#pragma once

#include <filesystem>

#include "harness/core/json.h"

namespace orbench::scenario {

/// Turns the file names in a document into absolute paths, counted from `folder`, so that they mean
/// the same wherever the scenario is extended or read again: the mock's catalog, the authorities,
/// data sets, and `${file:…}` inside requests, their matrices and conversations.
void anchor_paths(core::Json& document, const std::filesystem::path& folder);

}  // namespace orbench::scenario
