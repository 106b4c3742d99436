#pragma once

#include <memory>
#include <string>

#include "harness/core/result.h"
#include "harness/metrics/interval.h"
#include "results/hlog.h"

namespace orbench::results {

/// Writes histograms.hlog from a thread of its own: workers hand over what they recorded since the
/// last time and never wait for the disk. The workers' parts are added up, so that each line is all
/// of its (cell, metric, block) over its time, and the lines of a series add up to its final
/// histogram.
/// When a line is due: `icl`, which no sample holds, at the next turn, so that a crash loses less
/// than a second of it; every other metric before ten seconds have passed.
/// When the disk is slower than that, intervals are added up in memory, which stays bounded.
/// Threads: one sink per worker; open and close from the owner's thread.
class HistogramLog {
 public:
  /// Creates the file (mode 0600) and writes its header. Errors: kIo naming the path.
  static core::Result<std::unique_ptr<HistogramLog>> open(const std::string& path,
                                                          const HlogHeader& header, int workers);
  virtual ~HistogramLog() = default;
  [[nodiscard]] virtual metrics::IntervalSink& sink(int worker) = 0;
  /// Writes what is pending and closes. Errors: the first failure. Idempotent.
  virtual core::Result<void> close() = 0;
};

}  // namespace orbench::results
