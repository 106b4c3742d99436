#pragma once

#include <span>

#include "harness/metrics/recorder.h"
#include "harness/run/worker.h"
#include "results/run_result.h"

namespace orbench::run {

/// The client's judgement of itself (metrics.md section 4): lateness, CPU, and whether the run is
/// client-limited, with the reasons in words.
[[nodiscard]] results::ClientReport make_client_report(std::span<const WorkerReport> workers,
                                                       const metrics::Recorder& recorder);

}  // namespace orbench::run
