#pragma once

#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/json_document.h"
#include "harness/scenario/scenario.h"
#include "results/run_result.h"

namespace orbench::run {

/// One combination: the request with the values put in, and their labels.
struct Combination {
  core::JsonValue request;
  results::Labels labels;  ///< `model` for the path `request.model`
};

/// The product of a workload's variants (label `variant`) and matrix axes, the last axis varying
/// fastest; one combination without
/// labels when there is no matrix. At most kMaxCells.
/// Errors: a path that does not begin with `request.`, or that leads through a value that is no
/// object, is reported at its key.
inline constexpr std::size_t kMaxCells = 1000;
[[nodiscard]] std::vector<Combination> expand_matrix(const scenario::Workload& workload,
                                                     const core::SourceMap& source,
                                                     core::Diagnostics& diagnostics);

}  // namespace orbench::run
