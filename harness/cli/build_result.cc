#include "harness/cli/build_result.h"

#include <filesystem>

#include "harness/run/budget_report.h"
#include "results/compare/compare_cells.h"
#include "results/summarize.h"

namespace orbench::cli {

results::RunResult build_result(const CompiledScenario& scenario, const run::EngineResult& engine,
                                RunSetting setting) {
  const run::RunPlan& plan = scenario.plan;
  results::RunResult result;
  result.tool_version = ORBENCH_VERSION;
  result.run.id = std::filesystem::path(setting.folder).filename().string();
  result.run.name = plan.name;
  result.run.epoch = setting.epoch_wall;
  result.run.started_at = core::iso8601_utc(setting.epoch_wall);
  result.run.duration_s = core::to_seconds(engine.duration);
  result.run.seed = plan.seed;
  result.run.stopped_by = to_string(engine.stopped_by);
  result.run.partial = engine.stopped_by == run::StopReason::kSignal || engine.cut;
  result.run.tags = scenario.loaded.scenario.tags;
  result.environment = std::move(setting.environment);
  result.settings = scenario::effective_json(scenario.loaded.scenario);
  result.cells = results::summarize_cells(engine.recorder, scenario.cells, plan.offered_rps());
  result.timeline_interval_s = core::to_seconds(engine.recorder.timeline().interval());
  result.timeline = results::summarize_timeline(engine.recorder.timeline());
  result.client = engine.client;
  result.searches = engine.searches;
  result.budget = run::budget_report(plan, engine.untold);
  result.comparisons = results::compare_workloads(engine.recorder.cells(), scenario.cells,
                                                  plan.comparison_terms(), plan.seed);
  return result;
}

}  // namespace orbench::cli
