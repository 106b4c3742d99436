#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "harness/core/units.h"

namespace orbench::run {

/// Where workers wait for each other between the segments of a load: the next segment begins, at
/// one instant for all, when everything of the one before is over everywhere.
/// Times count from the run epoch.  Threads: every call from any thread, none waits.
class SegmentGate {
 public:
  SegmentGate(std::size_t segments, std::uint64_t workers)
      : workers_(workers), segments_(segments) {}

  /// This worker's part of a segment was over at `at`. Once a worker and segment.
  void leave(std::size_t segment, core::Duration at) {
    Segment& left = segments_[segment];
    std::int64_t last = left.last.load(std::memory_order_relaxed);
    while (last < at.count() && !left.last.compare_exchange_weak(last, at.count())) {
    }
    left.gone.fetch_add(1, std::memory_order_acq_rel);
  }
  /// When a segment begins; empty while one before it is going on.
  [[nodiscard]] std::optional<core::Duration> begin_of(std::size_t segment) const {
    if (segment == 0) return core::Duration{0};
    const Segment& before = segments_[segment - 1];
    if (before.gone.load(std::memory_order_acquire) < workers_) return std::nullopt;
    return core::Duration{before.last.load(std::memory_order_relaxed)} + kPause;
  }

 private:
  /// Long enough for every worker to hear of it in time.
  static constexpr core::Duration kPause = std::chrono::milliseconds{50};
  struct Segment {
    std::atomic<std::int64_t> last{0};
    std::atomic<std::uint64_t> gone{0};
  };
  const std::uint64_t workers_;
  std::vector<Segment> segments_;
};

}  // namespace orbench::run
