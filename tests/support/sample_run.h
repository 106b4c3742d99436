#pragma once

#include "results/run_result.h"
#include "results/verdict.h"

namespace orbench::support {

/// A made-up run with a bit of everything a report must cope with, its counters adding up:
/// an open-loop streaming cell with two providers, failures of several kinds and an unknown
/// provider; a closed-loop plain cell without first tokens; a cell with too few requests.
[[nodiscard]] results::RunResult sample_run();
/// A verdict over it with every kind of answer.
[[nodiscard]] results::Verdict sample_verdict();

}  // namespace orbench::support
