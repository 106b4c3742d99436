#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/core/units.h"

namespace orbench::transport {

/// Decides how long bytes that have arrived may lie in the kernel before the loop reads them. A
/// wake-up costs more than the read it is for; where many streams run, resting for a moment makes
/// one wake-up serve many reads. The kernel's stamp says when bytes arrived, whenever they are
/// read, so that no measured instant moves; without kernel stamps there must be no rest. A rest is
/// worth it, and harmless, only while
///  - streams run: requests that start and end are a small part of what happens, since an answer
///    read later starts a closed loop's next request later;
///  - a stream's own chunks come ten times more seldom than the loop reads, or two of them would
///    share a read and the gap between them would be lost;
///  - no connection is being made: libcurl times those by its own clock.
/// Pure: no clock inside.  Threads: the loop's.
class ReadBatch {
 public:
  /// `longest`: of a rest; zero for none ever.
  explicit ReadBatch(core::Duration longest) : longest_(longest) {}

  void note_start() {
    ++exchanges_;
    ++unsent_;
  }
  void note_sent() { --unsent_; }
  void note_end(bool sent) {
    ++exchanges_;
    if (!sent) --unsent_;
  }
  /// Once a turn: how many reads there were since the beginning, and how many transfers are open.
  void review(core::Duration now, std::uint64_t reads, std::size_t open);

  /// From now on sockets may be left alone for so long; zero for not at all.
  [[nodiscard]] core::Duration rest() const {
    return unsent_ == 0 ? rest_ : core::Duration::zero();
  }

  static constexpr core::Duration kLookBack = std::chrono::milliseconds{10};

 private:
  const core::Duration longest_;
  core::Duration rest_{0};
  core::Duration since_{0};  // when this look began
  std::uint64_t reads_before_ = 0;
  std::uint64_t exchanges_ = 0;  // starts and ends since then
  std::int64_t unsent_ = 0;      // transfers whose connection is not ready
};

}  // namespace orbench::transport
