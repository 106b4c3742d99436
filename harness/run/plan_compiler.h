#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/diagnostics.h"
#include "harness/run/plan.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// Resolves loads and workloads of a scenario. A mistake is reported and the rest still read, so
/// that all show at once.
/// Lifetime: borrows both arguments.
class PlanCompiler {
 public:
  PlanCompiler(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics)
      : loaded_(loaded), diagnostics_(diagnostics) {}

  void compile_into(RunPlan& plan);

 private:
  void report(const std::string& pointer, std::string message);
  void add_workload(const scenario::Workload& workload, RunPlan& plan);
  void read_session(const scenario::Workload& workload, const RunPlan& plan,
                    WorkloadPlan& compiled);
  void bound_cost(const scenario::Workload& workload, const core::Json& request, CellPlan& cell,
                  const scenario::Limits& limits);
  void add_cells(const scenario::Workload& workload, const WorkloadPlan& compiled, RunPlan& plan);
  /// Index of the workload's load; that of the scenario is compiled once.
  std::uint32_t load_for(const scenario::Workload& workload, RunPlan& plan);
  LoadPlan read_load(const scenario::Load& load);
  const protocol::Endpoint* read_endpoint(const scenario::Workload& workload);
  std::vector<metrics::Objective> read_objectives(const scenario::Workload& workload);

  const scenario::Workload* unbounded_ = nullptr;  ///< the last whose cost was reported

  const scenario::LoadedScenario& loaded_;
  core::Diagnostics& diagnostics_;
  std::optional<std::uint32_t> shared_load_;
};

}  // namespace orbench::run
