#pragma once

#include <functional>
#include <optional>

#include "harness/core/units.h"

namespace orbench::transport {

/// One look at both clocks: CLOCK_REALTIME, read between two readings of CLOCK_MONOTONIC.
struct ClockReading {
  core::Duration before{0};
  core::Duration wall{0};
  core::Duration after{0};

  /// The error of offset() is at most half of this.
  [[nodiscard]] constexpr core::Duration width() const { return after - before; }
  /// What to take from a wall time to get the monotonic one.
  [[nodiscard]] constexpr core::Duration offset() const { return wall - before - width() / 2; }
};

/// Looks at the clocks a few times and gives the narrowest reading. About a quarter of a µs.
[[nodiscard]] ClockReading read_clocks();

/// Turns the kernel's receive stamps (CLOCK_REALTIME) into CLOCK_MONOTONIC. Both clocks run at the
/// same rate, so their offset changes only when somebody sets the wall clock: it is kept, and
/// looked at anew every kRecheckEvery and when a stamp looks strange. After a step nobody knows
/// by which wall clock a waiting segment was stamped, so for kDistrustFor none is believed.
/// Units:   Duration since each clock's own zero.
/// Threads: one thread per object.
class KernelClock {
 public:
  static constexpr core::Duration kRecheckEvery = std::chrono::milliseconds{100};
  static constexpr core::Duration kDistrustFor = std::chrono::milliseconds{100};
  /// A stamp this far behind is no error (the client may have stalled), but worth a look, now and
  /// then: behind many sockets all of them are that old.
  static constexpr core::Duration kStrangelyOld = std::chrono::microseconds{500};
  static constexpr core::Duration kLookAtOldEvery = std::chrono::milliseconds{1};
  /// And worth a look each time when it is this old.
  static constexpr core::Duration kVeryOld = std::chrono::milliseconds{20};
  /// The offset moves by less than this between two good readings.
  static constexpr core::Duration kStep = std::chrono::microseconds{20};

  using Read = std::function<ClockReading()>;
  explicit KernelClock(Read read = &read_clocks);

  /// Empty when the stamp cannot be believed: the caller then reads its own clock.
  /// `now`: CLOCK_MONOTONIC; no answer lies after it.
  [[nodiscard]] std::optional<core::Duration> to_monotonic(core::Duration wall,
                                                           core::Duration now) {
    const core::Duration at = wall - offset_;
    const core::Duration age = now - at;
    // Nearly all.
    if (age >= core::Duration::zero() && age <= kStrangelyOld &&
        now - checked_at_ < kRecheckEvery && now >= trusted_from_) {
      return at;
    }
    return doubtful_to_monotonic(wall, now);
  }
  /// The wall clock at an instant, by the offset in hand.
  [[nodiscard]] core::Duration wall_at(core::Duration at) const { return at + offset_; }

 private:
  [[nodiscard]] std::optional<core::Duration> doubtful_to_monotonic(core::Duration wall,
                                                                    core::Duration now);
  [[nodiscard]] bool is_strange(core::Duration at, core::Duration now) const;
  void recheck(core::Duration now);

  Read read_;
  core::Duration offset_{0};
  core::Duration checked_at_{0};
  core::Duration trusted_from_{0};
};

}  // namespace orbench::transport
