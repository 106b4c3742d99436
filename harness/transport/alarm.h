#pragma once

#include <memory>
#include <optional>

#include "harness/core/clock.h"

struct event;
struct event_base;

namespace orbench::transport {

/// Ends an event base's waits at an instant, exact to the kernel's timer. It stands in for
/// libevent's own timers, which round to milliseconds or, asked to be precise, set a kernel timer
/// anew before every wait: some 2 µs, and most waits end by an event long before. This one is set
/// only where a wait must end sooner than it is set for; else it rings early, which costs a turn.
/// REQUIRES: the base has priorities; the alarm goes first, so that nothing delays its ring.
/// Threads: the loop's.  Lifetime: within that of the base.
class Alarm {
 public:
  /// Null when the kernel grants no timer.
  static std::unique_ptr<Alarm> create(event_base* base);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// It will ring at `at` (of CLOCK_MONOTONIC) at the latest.
  void ring_by(core::Duration at);
  /// When it rang since it was asked last; empty when it did not.
  [[nodiscard]] std::optional<core::Duration> take_ring();

 private:
  Alarm() = default;
  static void on_ring(int fd, short what, void* self);
  void set(core::Duration at);

  core::MonotonicClock clock_;
  int fd_ = -1;  ///< a timer of the kernel's; -1 where it has none, then libevent keeps the time
  bool by_edge_ = false;
  event* ring_ = nullptr;
  core::Duration set_for_ = core::Duration::max();  ///< max: not set
  std::optional<core::Duration> rang_;
};

}  // namespace orbench::transport
