#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/run/plan.h"
#include "harness/scenario/loader.h"
#include "harness/verify/check.h"

namespace orbench::cli {

/// A scenario taken through every layer that has something to say about it, so that a user sees
/// all mistakes of a file at once, before anything is sent.
struct CompiledScenario {
  scenario::LoadedScenario loaded;
  run::RunPlan plan;
  std::vector<results::CellIdentity> cells;
  std::vector<std::unique_ptr<verify::Check>> checks;
};

/// Where a scenario comes from: a file, or a text written for the flags of `run --endpoint`.
struct ScenarioOrigin {
  std::string path;           ///< of the file, or what stands for it in messages
  std::string text;           ///< empty = read the file
  std::string baseline = {};  ///< stored runs that it is to be judged against; may be empty
};

/// Null when there was nothing to compile; to be run only when diagnostics.ok().
[[nodiscard]] std::unique_ptr<CompiledScenario> compile_scenario(
    const ScenarioOrigin& origin, const std::vector<scenario::Override>& overrides, bool strict,
    core::Diagnostics& diagnostics);

}  // namespace orbench::cli
