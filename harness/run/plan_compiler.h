#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/diagnostics.h"
#include "harness/run/content_plan.h"
#include "harness/run/plan.h"
#include "harness/run/routing_cells.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// Resolves loads and workloads of a scenario. A mistake is reported and the rest still read, so
/// that all show at once.
/// Lifetime: borrows both arguments.
class PlanCompiler {
 public:
  PlanCompiler(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics)
      : loaded_(loaded),
        watch_(routing_watch(loaded.scenario)),
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
  /// The request that a search sends beside the workload's own.
  void add_heavier(const scenario::Workload& workload, const core::JsonValue& changes,
                   std::vector<Combination>& combinations);
  /// A round of the workload: each cell as often as its routing wants.
  static void deal_cells(const RunPlan& plan, WorkloadPlan& compiled);
  void add_cells(const scenario::Workload& workload, const WorkloadPlan& compiled, RunPlan& plan);
  /// Index of the workload's load; that of the scenario is compiled once.
  std::uint32_t load_for(const scenario::Workload& workload, RunPlan& plan);
  LoadPlan read_load(const scenario::Load& load);
  void read_arrivals(const scenario::Load& load, core::Params& params, LoadPlan& compiled);
  void read_search(const scenario::Load& load, core::Params& params, LoadPlan& compiled);
  /// A search counts each of its requests, and decides alone when to send them.
  void check_search(const scenario::Workload& workload, const LoadPlan& load);
  const protocol::Endpoint* read_endpoint(const scenario::Workload& workload);
  std::vector<metrics::Objective> read_objectives(const scenario::Workload& workload);
  void read_job(const scenario::Workload& workload, WorkloadPlan& compiled);
  results::ComparisonTerms read_comparison(const scenario::Workload& workload);
  /// The labels of the comparison's baseline must name some of the cells, and not all.
  void check_baseline(const scenario::Workload& workload, const WorkloadPlan& compiled,
                      const RunPlan& plan);

  const scenario::Workload* unbounded_ = nullptr;  ///< the last whose cost was reported

  const scenario::LoadedScenario& loaded_;
  const RoutingWatch watch_;
  ContentPlan content_;
  core::Diagnostics& diagnostics_;
  std::optional<std::uint32_t> shared_load_;
};

}  // namespace orbench::run
