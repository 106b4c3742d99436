#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/cli/compiled_scenario.h"
#include "harness/cli/console.h"
#include "harness/cli/end_watch.h"
#include "harness/cli/interrupts.h"
#include "harness/cli/live_view.h"
#include "harness/cli/log.h"
#include "harness/cli/report_output.h"
#include "harness/cli/routing_record.h"
#include "harness/cli/run_options.h"
#include "harness/run/engine.h"
#include "harness/run/preflight.h"
#include "mock/server/server.h"
#include "results/histogram_log.h"
#include "results/run_folder.h"
#include "results/sample_log.h"

namespace orbench::cli {

/// One run from a valid scenario to its exit code: target, preflight, folder, load, judgement,
/// files, reports. Whatever was measured is on disk before anything is printed.
class RunSession final : private run::EngineListener {
 public:
  RunSession(std::unique_ptr<CompiledScenario> scenario, const RunOptions& options,
             std::vector<ReportRequest> reports, Console& console);

  /// Returns the exit code.
  [[nodiscard]] int execute();
  /// Says what execute() would do. Where a budget must be kept and nobody said what a request can
  /// cost, the target is asked for its prices; no request that costs anything is sent.
  [[nodiscard]] int dry_run();
  /// Of the run; empty while there is none.
  [[nodiscard]] const std::string& folder() const { return folder_.path; }

 private:
  core::Result<void> prepare();
  core::Result<void> reach_target();
  core::Result<void> check_budget();
  run::TargetCheck target_check();
  core::Result<void> make_folder();
  core::Result<results::Verdict> judge(const results::RunResult& result);
  core::Result<void> open_logs(int workers);
  std::vector<std::pair<std::string, std::string>> environment() const;
  void finish_routing(results::RunResult& result);
  void watch_for_the_end();
  void note_trouble(const core::Result<void>& done);
  int finish(const run::EngineResult& engine);
  int fail(const core::Error& error);
  void say(const std::string& text);

  core::Result<std::vector<run::WorkerSinks>> on_ready(double epoch_wall, int workers) override;
  void on_progress(const run::Progress& progress, bool draining) override;
  bool may_abort() const override;
  std::optional<std::string> reason_to_abort(const metrics::Recorder& so_far) override;
  bool is_decided() override;
  int interrupts() override;

  std::unique_ptr<CompiledScenario> scenario_;
  const RunOptions& options_;
  std::vector<ReportRequest> reports_;
  Console& console_;
  Interrupts interrupts_;
  core::MonotonicClock clock_;
  std::unique_ptr<mock::Server> mock_;
  run::RunTarget target_;
  std::string name_lookup_;               ///< empty when the target is an address
  std::optional<RoutingRecord> routing_;  ///< where a check asks whether the router kept its word
  results::RunFolder folder_;
  std::optional<RunLog> log_;
  std::unique_ptr<results::SampleLog> samples_;
  std::unique_ptr<results::SampleSource> written_;  ///< the same file, open to be read at the end
  std::unique_ptr<results::HistogramLog> histograms_;
  std::unique_ptr<EndWatch> end_watch_;  ///< where something may end the run early
  std::unique_ptr<ProgressView> view_;
  double epoch_wall_ = 0;
  std::vector<core::Error> trouble_;  ///< what could not be kept, said at the end
};

}  // namespace orbench::cli
