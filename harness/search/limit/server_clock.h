#pragma once

#include <optional>

#include "harness/core/units.h"

namespace orbench::search {

/// What the `Date` headers of many replies tell together of the server's clock: each was written
/// between the sending of its request and the first byte of its reply, and names a whole second.
/// All of them must hold, so the bounds close in on the truth.
/// Units:   local instants count from the run epoch, the server's from 1970, in seconds.
/// Threads: one thread per object.
class ServerClock {
 public:
  void learn(double date, core::Duration sent, core::Duration first_byte);
  [[nodiscard]] bool known() const { return known_; }
  /// Half the width between the bounds.
  [[nodiscard]] core::Duration error() const;
  /// REQUIRES: known().
  [[nodiscard]] double server_at(core::Duration local) const;
  /// REQUIRES: known().
  [[nodiscard]] core::Duration local_at(double server) const;
  /// The first multiple of `grid` on the server's clock after `local`. REQUIRES: known().
  [[nodiscard]] core::Duration mark_after(core::Duration local, core::Duration grid) const;
  /// The last one not after `local`. REQUIRES: known().
  [[nodiscard]] core::Duration mark_before(core::Duration local, core::Duration grid) const;

 private:
  bool known_ = false;
  double lowest_ = 0;  // server minus local
  double highest_ = 0;
};

}  // namespace orbench::search
