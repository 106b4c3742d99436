#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/metrics/cell_record.h"
#include "harness/metrics/gaps.h"
#include "harness/metrics/interval.h"
#include "harness/metrics/metric_set.h"
#include "harness/metrics/sample.h"
#include "harness/metrics/timeline.h"

namespace orbench::metrics {

/// Folds samples into histograms and counters, with memory that does not grow with their number.
/// One per worker, merged once after join; a stored sample log is refolded by the same code.
/// Samples of a cell that the plan does not have are ignored. Threads: one thread per object.
class Recorder {
 public:
  struct CellPlan {
    Window window;
    int blocks = 1;
  };
  explicit Recorder(const std::vector<CellPlan>& cells);

  /// `gaps` are recorded for ok requests only.
  void add(const Sample& sample, const Gaps& gaps = {});
  void merge(const Recorder& other);
  /// The run ended at this offset: windows that it did not live to see the end of end there.
  void end_windows(core::Duration ended);

  /// From now on ok samples are kept for take_interval() as well.
  void keep_intervals() {
    settled();  // what came before is in no interval
    keeps_intervals_ = true;
  }
  /// What was recorded since the last call, which leaves nothing behind. REQUIRES: ascending `now`.
  [[nodiscard]] Interval take_interval(core::Duration now);

  [[nodiscard]] std::vector<CellRecord>& cells() { return settled(); }
  [[nodiscard]] const std::vector<CellRecord>& cells() const { return settled(); }
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }

 private:
  /// What is not in its block, provider and interval yet: counts, and values of ok requests. A
  /// request is recorded here once, and merged into the three when somebody looks: three times the
  /// histograms would be touched for each request otherwise, and most of its cost is their cache
  /// misses.
  struct Fresh {
    std::uint32_t cell;
    std::int32_t block;
    std::string provider;
    BlockRecord record;
  };
  BlockRecord& fresh(const Sample& sample, std::int32_t block);
  std::vector<CellRecord>& settled() const;

  // Mutable because looking settles; one thread per object, const or not.
  mutable std::vector<CellRecord> cells_;
  mutable std::vector<Fresh> fresh_;  ///< the latest last
  mutable Interval interval_;
  std::vector<Window> told_;  ///< the cells' windows, as planned or as the intervals have told
  Timeline timeline_;
  bool keeps_intervals_ = false;
};

}  // namespace orbench::metrics
