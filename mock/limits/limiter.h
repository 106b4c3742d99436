#pragma once

#include <deque>

#include "harness/core/units.h"
#include "mock/limits/limit_rule.h"

namespace orbench::mock {

/// What a limit has to say to one request.
struct Room {
  bool passes = false;
  double left = 0.0;        ///< for requests to come, this one not counted
  core::Duration opens_at;  ///< when a refused request of this weight would pass if nothing else
                            ///< came; one that never passes: when all room is free
};

/// One count under one rule: what a key, an account or a provider has used. Knows no clock: each
/// call brings the time, which never goes back.
/// Units:   time since 1970, so that windows on the grid begin with the minute or the day.
/// Memory:  of a sliding window as many entries as make up its amount, else constant.
/// Threads: one thread per object.
class Limiter {
 public:
  /// Whether `weight` fits now. Nothing is counted.
  [[nodiscard]] Room room(const LimitRule& rule, core::Duration now, double weight);
  /// Counts it. A bucket is emptied at most; it owes nothing.
  void take(const LimitRule& rule, core::Duration now, double weight);

 private:
  struct Use {
    core::Duration at{};
    double weight = 0.0;
  };
  void catch_up(const LimitRule& rule, core::Duration now);
  [[nodiscard]] core::Duration opening(const LimitRule& rule, core::Duration now,
                                       double weight) const;

  bool begun_ = false;
  double level_ = 0.0;      // in the bucket
  core::Duration since_{};  // the bucket's level was right; the window began
  double used_ = 0.0;       // in the window
  std::deque<Use> uses_;    // of the sliding window, the oldest first
};

}  // namespace orbench::mock
