#pragma once

#include "harness/core/units.h"

namespace orbench::core {

/// Reads CLOCK_MONOTONIC, or what a test puts in its place (tests/support/manual_clock.h).
/// Threads: now() may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Time since an arbitrary fixed point.
  [[nodiscard]] virtual Duration now() const = 0;
};

class MonotonicClock final : public Clock {
 public:
  [[nodiscard]] Duration now() const override;
};

/// Wall time as seconds since 1970, for labels only; never for a difference.
[[nodiscard]] double wall_seconds();
/// Seconds since 1970 as `2026-01-31T12:00:00.123Z`.
[[nodiscard]] std::string iso8601_utc(double wall_seconds);

}  // namespace orbench::core
