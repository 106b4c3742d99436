#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/verify/check.h"
#include "harness/verify/verdict.h"
#include "tests/support/vector_samples.h"

namespace orbench::verify {

/// A run made of hand-written samples, and what is needed to judge it.
/// Two workloads, each with a measured window from 0 to 10 s: cell 0 is `chat` (streaming), cell 1
/// is `plain`; cells 2 and 3 are the arms of `matrix`.
class Court {
 public:
  Court();

  std::vector<results::CellIdentity> cells;
  support::VectorSamples samples;
  core::Diagnostics diagnostics;
  bool strict = false;
  bool client_limited = false;
  RunEnd end;

  /// An ok streamed request of cell 0 that is sent at 1 s and has this time to first token.
  [[nodiscard]] metrics::Sample ok(double ttft_ms) const;
  /// A request of cell 0 that was sent and failed.
  [[nodiscard]] metrics::Sample failed(core::Outcome outcome, int status = 0) const;
  /// Adds a sample with the next seq.
  void add(metrics::Sample sample);
  void add(int count, const metrics::Sample& sample);

  /// Compiles `checks`, a JSON array, as a scenario has it. Mistakes go to diagnostics.
  [[nodiscard]] std::vector<std::unique_ptr<Check>> compile(const std::string& checks);
  /// The samples folded by the run's own code.
  [[nodiscard]] results::RunResult result() const;
  /// Compiles, expecting no mistake, and judges.
  [[nodiscard]] results::Verdict judge(const std::string& checks);
  /// The record of the one check written.
  [[nodiscard]] results::CheckRecord judge_one(const std::string& check);
  /// The messages of every mistake, one a line, each with its place.
  [[nodiscard]] std::string mistakes(const std::string& checks);

 private:
  std::uint64_t next_seq_ = 0;
};

}  // namespace orbench::verify
