#pragma once

#include <memory>
#include <vector>

#include "harness/core/result.h"
#include "harness/verify/check.h"
#include "results/sample_log.h"

namespace orbench::verify {

/// What happened to the run besides its measurements.
struct RunEnd {
  int signal = 0;        ///< SIGINT or SIGTERM that ended it; 0 = none
  bool aborted = false;  ///< an `abort: true` threshold fired
  bool killed = false;   ///< it left no summary; the result was rebuilt from what was on disk
};

/// Judges a run: every check sees every sample, then concludes; the exit code follows the
/// precedence of the interface: 3 nothing succeeded, or killed; 130/143 interrupted; 6 measurement
/// invalid, 1 failed, 5 regressed, 0 passed. `strict` makes undecided checks and a client-limited
/// run invalid. Errors: when the samples cannot be read.
[[nodiscard]] core::Result<results::Verdict> evaluate(const results::RunResult& result,
                                                      std::vector<std::unique_ptr<Check>>& checks,
                                                      const results::SampleSource& samples,
                                                      const RunEnd& end, bool strict);

}  // namespace orbench::verify
