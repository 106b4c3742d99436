#pragma once

#include <string>

#include "harness/run/plan.h"

namespace orbench::cli {

/// What a plan will send, for `run --dry-run`: cells, loads with their arrivals as a small chart,
/// how many requests, what stops it, what it will cost at most and what it is likely to.
[[nodiscard]] std::string describe_plan(const run::RunPlan& plan);

/// The budget in a sentence or two, with a warning when it holds fewer requests in flight than the
/// load may ask for; empty without a budget.
[[nodiscard]] std::string describe_budget(const run::RunPlan& plan);

}  // namespace orbench::cli
