#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/metrics/recorder.h"
#include "harness/metrics/sample_order.h"
#include "results/compare/pairs.h"
#include "results/compare/terms.h"
#include "results/run_result.h"

namespace orbench::results {

/// Looks at the comparisons of a run while it goes on, of the workloads whose terms say `stop`.
/// A look is taken once every request of its blocks has ended. What the run found is told by
/// compare_workloads() from all samples, which looks at the same blocks.
/// Threads: one thread per object.
class ComparisonWatch {
 public:
  struct Plan {
    std::vector<CellIdentity> identities;
    std::vector<metrics::Recorder::CellPlan> cells;
    std::vector<ComparisonTerms> terms;  ///< of each cell, as compare_workloads() takes them
    std::uint64_t seed = 0;
  };
  /// REQUIRES: one entry a cell in each list.
  explicit ComparisonWatch(Plan plan);

  /// There is something to watch.
  [[nodiscard]] bool wanted() const { return !subjects_.empty(); }
  /// A request has ended.
  void observe(const metrics::Sample& sample);
  /// Takes the looks that can be taken; true when each comparison was decided by one.
  [[nodiscard]] bool decided();

 private:
  /// The comparison of one workload.
  struct Subject {
    std::size_t first = 0;  ///< of its cells
    std::size_t count = 0;
    std::vector<CellPair> pairs;
    std::vector<Look> looks;
    std::size_t taken = 0;
    bool decided = false;
    std::int64_t complete = 0;  ///< blocks, of which nothing is open any more
    metrics::SampleOrder order = {};
  };
  void look(Subject& subject);

  Plan plan_;
  std::vector<Subject> subjects_;
  metrics::Recorder recorder_;
};

}  // namespace orbench::results
