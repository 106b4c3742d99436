#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "harness/cli/compiled_scenario.h"
#include "harness/metrics/sample_sink.h"
#include "harness/verify/early_end.h"
#include "results/run_result.h"

namespace orbench::cli {

/// Lets checks and comparisons that may end a run see its samples while it goes on: a tap at each
/// worker's log copies them, and the main thread looks at what came since.
/// Threads: one tap a worker, each on that worker's thread; everything else on the main thread.
class EndWatch {
 public:
  EndWatch(verify::EarlyEnd early_end, results::RunResult known);
  ~EndWatch();
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;

  /// A sink that hands on to `log`, which must outlive it. REQUIRES: before the load.
  [[nodiscard]] metrics::SampleSink& tap(metrics::SampleSink& log);
  /// Looks at what has ended since the last call.
  [[nodiscard]] bool decided();

 private:
  class Tap;
  verify::EarlyEnd early_end_;
  results::RunResult known_;
  std::vector<std::unique_ptr<Tap>> taps_;
};

/// Null when nothing may end the run. `known`: what is known before the load, but for the cells.
[[nodiscard]] std::unique_ptr<EndWatch> make_end_watch(const CompiledScenario& scenario,
                                                       results::RunResult known);

}  // namespace orbench::cli
