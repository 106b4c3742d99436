#pragma once

#include <optional>

#include "harness/core/params.h"
#include "harness/scenario/scenario.h"

/// Readers of the keys that say when requests start, end early, and start again.
namespace orbench::scenario {

/// Reads the object `load` of a workload or of the scenario; its defaults when there is none. The
/// arrival process's own keys are left to the arrival process.
[[nodiscard]] Load read_load(core::Params& owner);

/// Reads the object `cancel`; empty when there is none.
[[nodiscard]] std::optional<Cancel> read_cancel(core::Params& workload);

/// Reads the object `retries`; off when there is none.
[[nodiscard]] Retries read_retries(core::Params& workload);

}  // namespace orbench::scenario
