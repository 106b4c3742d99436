#pragma once

#include "results/codec.h"

namespace orbench::results {

/// A run in which every field that summary.json stores holds something other than its default.
[[nodiscard]] StoredRun full_run();

/// The same of a search.
[[nodiscard]] SearchReport full_search();

}  // namespace orbench::results
