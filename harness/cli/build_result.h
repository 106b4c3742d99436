#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/cli/compiled_scenario.h"
#include "harness/run/engine.h"
#include "results/run_result.h"

namespace orbench::cli {

/// What the engine does not know of a run.
struct RunSetting {
  std::string folder;
  double epoch_wall = 0;  ///< wall time of the run epoch
  std::vector<std::pair<std::string, std::string>> environment;
};

/// What a run found, from what its workers recorded. What is learned after the load (discovery,
/// views of the server) is added later.
[[nodiscard]] results::RunResult build_result(const CompiledScenario& scenario,
                                              const run::EngineResult& engine, RunSetting setting);

}  // namespace orbench::cli
