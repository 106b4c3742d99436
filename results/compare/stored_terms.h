#pragma once

#include <span>
#include <vector>

#include "harness/core/json.h"
#include "results/compare/terms.h"
#include "results/run_result.h"

namespace orbench::results {

/// The comparison terms of each cell as the settings of a stored run have them: those of its
/// workload, the defaults where the settings say nothing or nothing that can be read.
[[nodiscard]] std::vector<ComparisonTerms> stored_terms(const core::Json& settings,
                                                        std::span<const CellIdentity> cells);

/// True when the stored settings name the mock inside orbench as the target.
[[nodiscard]] bool was_against_mock(const core::Json& settings);

}  // namespace orbench::results
