#pragma once

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/core/json_document.h"
#include "harness/scenario/scenario.h"

namespace orbench::scenario {

/// Reads a merged scenario document (the loader has resolved `extends`, overrides and file paths).
/// Every mistake goes to `diagnostics` with its place; a default stands in for a wrong value.
[[nodiscard]] Scenario parse(const core::Json& document, const core::SourceMap& source,
                             core::Diagnostics& diagnostics);

}  // namespace orbench::scenario
