#pragma once

#include <string>

#include "harness/run/plan.h"

namespace orbench::cli {

/// The arrivals that a plan will make, as a small chart of requests per second over time, a line a
/// load: counted from the seeded schedule itself, warm-up included. Empty for a closed loop, whose
/// arrivals depend on the target.
[[nodiscard]] std::string chart_of(const run::RunPlan& plan, const run::LoadPlan& load);

}  // namespace orbench::cli
