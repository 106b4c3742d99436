#pragma once

#include <vector>

#include "harness/core/params.h"
#include "harness/scenario/scenario.h"

namespace orbench::scenario {

inline constexpr std::size_t kMaxDataSets = 100;

/// Reads the object `data`: a name and its file for each set. The files are not opened here.
[[nodiscard]] std::vector<DataSource> read_data(core::Params& scenario);

}  // namespace orbench::scenario
