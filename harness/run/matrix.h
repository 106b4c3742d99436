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

/// The product of a workload's matrix axes, the last axis varying fastest; one combination without
/// labels when there is no matrix. At most kMaxCells. An axis of several paths, written with commas
/// (`request.model, request.provider.only`), is zipped: each of its values is a list with one value
/// for each path.
/// Errors: a path that does not begin with `request.`, or that leads through a value that is no
/// object, and a zipped value of the wrong length are reported at the axis's key.
inline constexpr std::size_t kMaxCells = 1000;
[[nodiscard]] std::vector<Combination> expand_matrix(const scenario::Workload& workload,
                                                     const core::SourceMap& source,
                                                     core::Diagnostics& diagnostics);

}  // namespace orbench::run
