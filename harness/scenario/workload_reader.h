#pragma once

#include <optional>
#include <vector>

#include "harness/core/params.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/variables.h"

namespace orbench::scenario {

/// Most combinations that a workload's matrix may have: each is a cell with its own histograms.
inline constexpr std::size_t kMaxCells = 10'000;

inline constexpr std::size_t kMaxAxes = 16;
inline constexpr std::size_t kMaxWorkloads = 1000;

/// What the scenario says for all its workloads.
struct SharedSettings {
  const Target& target;
  const std::optional<Load>& load;
  const Variables& variables;
};

/// Reads the array `workloads`. Headers and timeouts that a workload does not set are the target's,
/// the load is the scenario's. Whether an endpoint or an arrival process of a name exists is not
/// known here.
[[nodiscard]] std::vector<Workload> read_workloads(core::Params& scenario,
                                                   const SharedSettings& shared);

}  // namespace orbench::scenario
