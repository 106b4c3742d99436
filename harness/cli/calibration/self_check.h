#pragma once

#include <functional>
#include <string>

#include "harness/cli/interrupts.h"
#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "results/calibration.h"

namespace orbench::cli {

/// How long and how hard each part of the self-check goes.
struct SelfCheckSize {
  bool quick = false;
  double pacing_rps = 1000;
  double pacing_s = 5;
  double stream_rps = 100;
  double stream_s = 5;
  double ttft_ms = 20;
  double stall_rps = 2000;
  double stall_window_s = 10;
  double stall_s = 1;
  double warmup_s = 0.5;

  /// Under two seconds in all: tries the way, gives coarse figures.
  [[nodiscard]] static SelfCheckSize for_quick();
};

/// Measures the client's own error against the mock's ground truth: pacing, stamps of each kind
/// that the machine has, percentiles, and the stall test (metrics.md section 4). Client and mock
/// share the machine, so every figure is an upper bound of the client's part.
/// Fills all but date, version, build and machine.
/// `announce` is told of each part before it begins.
/// Errors: kCancelled when the user interrupts; what the engine or the mock could not do. A bad
/// figure is no error but a verdict.
[[nodiscard]] core::Result<results::Calibration> run_self_check(
    const SelfCheckSize& size, const core::Clock& clock, const Interrupts& interrupts,
    const std::function<void(const std::string&)>& announce);

}  // namespace orbench::cli
