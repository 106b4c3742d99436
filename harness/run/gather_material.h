#pragma once

#include <memory>

#include "harness/core/diagnostics.h"
#include "harness/data/material.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// Reads what the templates of a scenario may name: its data files and allowed variables. Mistakes
/// are reported at their line of the data file, or where the scenario names it.
[[nodiscard]] std::unique_ptr<data::Material> gather_material(
    const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics);

}  // namespace orbench::run
