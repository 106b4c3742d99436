#pragma once

#include <string>

#include "harness/run/plan.h"

namespace orbench::cli {

/// What a plan will send, for `run --dry-run`: cells, loads, how many requests, what stops it.
[[nodiscard]] std::string describe_plan(const run::RunPlan& plan);

}  // namespace orbench::cli
