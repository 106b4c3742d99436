#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <utility>

#include "harness/core/units.h"
#include "harness/metrics/metric_set.h"
#include "harness/metrics/window.h"

namespace orbench::metrics {

/// What one worker recorded between two offsets from the run epoch: values of ok requests, as in
/// BlockRecord::ok. Over a run the intervals of all workers add up to the blocks' histograms.
struct Interval {
  using CellBlock = std::pair<std::uint32_t, std::int32_t>;

  core::Duration start{0};
  core::Duration end{0};
  /// By cell: windows that turned out to be others than planned, since their segment began in it.
  std::map<std::uint32_t, Window> windows = {};
  std::map<CellBlock, MetricSet> sets;  ///< by cell and block; only those that got a value

  /// Adds one that came later or at the same time.
  void merge(const Interval& later) {
    end = std::max(end, later.end);
    for (const auto& [cell, window] : later.windows) windows.insert_or_assign(cell, window);
    for (const auto& [key, set] : later.sets) sets[key].merge(set);
  }
};

/// Takes a worker's intervals as they end: the histogram log, or a test's vector.
/// Called at loop level, so take() must not wait for a disk. Threads: one sink per worker.
class IntervalSink {
 public:
  /// How often a worker hands over: well under the second that a crash may lose.
  static constexpr core::Duration kEvery = std::chrono::milliseconds{300};

  virtual ~IntervalSink() = default;
  virtual void take(Interval interval) = 0;
};

}  // namespace orbench::metrics
