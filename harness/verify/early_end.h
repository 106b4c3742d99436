#pragma once

#include <memory>
#include <vector>

#include "harness/metrics/sample.h"
#include "harness/verify/check.h"
#include "results/compare/comparison_watch.h"
#include "results/run_result.h"

namespace orbench::verify {

/// Tells when a run has answered what it was asked: every check and every comparison that was told
/// to `stop` is decided. It judges nothing itself: the verdict comes from the stored samples, by
/// the same checks at the same looks, and those that were not asked keep what they have seen.
/// Threads: one thread per object.
class EarlyEnd {
 public:
  /// Of `checks`, which nobody else may use, it keeps those that may end the run.
  EarlyEnd(std::vector<std::unique_ptr<Check>> checks, results::ComparisonWatch comparisons);

  /// Something may end the run; else there is nothing to observe.
  [[nodiscard]] bool wanted() const { return !checks_.empty() || comparisons_.wanted(); }
  /// What is known before the load: cells, environment, settings, endpoint tables.
  /// Lifetime: borrowed until the last observe().
  void begin(const results::RunResult& known);
  /// A request has ended.
  void observe(const metrics::Sample& sample);
  /// REQUIRES: wanted().
  [[nodiscard]] bool decided();

 private:
  std::vector<std::unique_ptr<Check>> checks_;
  results::ComparisonWatch comparisons_;
};

}  // namespace orbench::verify
