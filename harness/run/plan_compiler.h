#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/run/content_plan.h"
#include "harness/run/load_compiler.h"
#include "harness/run/plan.h"
#include "harness/run/routing_cells.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// Resolves the workloads of a scenario. A mistake is reported and the rest still read, so
/// that all show at once.
/// Lifetime: borrows both arguments.
class PlanCompiler {
 public:
  PlanCompiler(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics)
      : loaded_(loaded),
        watch_(routing_watch(loaded.scenario)),
        loads_(loaded, diagnostics),
        content_(loaded, diagnostics),
        diagnostics_(diagnostics) {}

  void compile_into(RunPlan& plan);

 private:
  void report(const std::string& pointer, std::string message);
  void add_workload(const scenario::Workload& workload, RunPlan& plan);
  void read_session(const scenario::Workload& workload, const RunPlan& plan,
                    WorkloadPlan& compiled);
  void bound_cost(const scenario::Workload& workload, const core::Json& request, CellPlan& cell,
                  const scenario::Limits& limits);
  /// A round of the workload: each cell as often as its routing wants.
  static void deal_cells(const RunPlan& plan, WorkloadPlan& compiled);
  void add_cells(const scenario::Workload& workload, const WorkloadPlan& compiled, RunPlan& plan);
  const protocol::Endpoint* read_endpoint(const scenario::Workload& workload);
  std::vector<metrics::Objective> read_objectives(const scenario::Workload& workload);
  void read_job(const scenario::Workload& workload, WorkloadPlan& compiled);
  results::ComparisonTerms read_comparison(const scenario::Workload& workload);
  /// The labels of the comparison's baseline must name some of the cells, and not all. One that may
  /// end the run needs cells that are measured side by side.
  void check_comparison(const scenario::Workload& workload, const WorkloadPlan& compiled,
                        const RunPlan& plan);
  void check_segments(const scenario::Workload& workload, const WorkloadPlan& compiled);

  const scenario::Workload* unbounded_ = nullptr;  ///< the last whose cost was reported
  const scenario::LoadedScenario& loaded_;
  const RoutingWatch watch_;
  LoadCompiler loads_;
  ContentPlan content_;
  core::Diagnostics& diagnostics_;
};

}  // namespace orbench::run
