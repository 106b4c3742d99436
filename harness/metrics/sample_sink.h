#pragma once

#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// Takes each sample as its request ends: the per-request log, or a test's vector.
/// Called at loop level, so add() must not wait for a disk. Threads: one sink per worker.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual void add(const Sample& sample) = 0;
  /// Lets go of what it has gathered; called ten times a second, and when the worker is done.
  virtual void hand_over() {}
};

}  // namespace orbench::metrics
