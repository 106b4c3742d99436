#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/recorder.h"
#include "harness/run/dispatcher.h"
#include "harness/run/worker.h"
#include "results/run_result.h"

namespace orbench::run {

/// How the caller takes part in a run. Every call is made on the thread that called run_engine.
class EngineListener {
 public:
  virtual ~EngineListener() = default;
  /// All workers stand ready and nothing was sent yet: open the logs and give each worker its
  /// sinks. `epoch_wall` is the wall time of the run epoch.
  [[nodiscard]] virtual core::Result<std::vector<WorkerSinks>> on_ready(double epoch_wall,
                                                                        int workers) = 0;
  /// About four times a second.
  virtual void on_progress(const Progress& progress, bool draining) = 0;
  /// True when reason_to_abort() wants to be asked; it costs a copy of what was recorded.
  [[nodiscard]] virtual bool may_abort() const = 0;
  /// Asked about twice a second: why the run should end now, or nothing.
  [[nodiscard]] virtual std::optional<std::string> reason_to_abort(
      const metrics::Recorder& so_far) = 0;
  /// Asked about ten times a second: true once all that the run was made for is known.
  [[nodiscard]] virtual bool is_decided() { return false; }
  /// How many interrupts the user has sent so far: the first drains, the second abandons.
  [[nodiscard]] virtual int interrupts() = 0;
};

struct EngineResult {
  metrics::Recorder recorder;
  results::ClientReport client;
  StopReason stopped_by = StopReason::kNone;
  bool cut = false;  ///< requests were cancelled at the end
  core::Duration duration{0};
  core::Duration epoch{0};  ///< of CLOCK_MONOTONIC: every instant of a sample counts from it
  Ledger::Untold untold;    ///< money that no reply told of
  std::vector<results::SearchReport> searches = {};
};

/// Runs a compiled plan with N workers and merges what they recorded.
/// Errors: when loop or transport cannot be made, or on_ready fails; kCancelled when the user
/// interrupts while connections are opened. Nothing was sent then but what opens connections.
[[nodiscard]] core::Result<EngineResult> run_engine(const RunPlan& plan, const RunTarget& target,
                                                    const core::Clock& clock,
                                                    EngineListener& listener);

}  // namespace orbench::run
