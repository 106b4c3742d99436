#pragma once

#include <functional>
#include <memory>

#include "harness/core/clock.h"
#include "harness/core/result.h"

struct event_base;

namespace orbench::transport {

/// One thread's event loop: libevent with precise timers (a plain base rounds to milliseconds) and
/// the timer slack of the thread set to the least. All calls but wake() are for the loop's thread.
/// Errors:  create() fails when the kernel grants no descriptors; the message says how to raise
/// them. Lifetime: everything registered on it must go before it does.
class Reactor {
 public:
  static core::Result<std::unique_ptr<Reactor>> create();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Waits for events until `deadline` (of CLOCK_MONOTONIC; nothing before now blocks) or wake(),
  /// and runs their callbacks: one turn of the loop.
  void run_until(core::Duration deadline);
  /// Ends the current or next wait. From any thread and from signal handlers' threads.
  void wake();

  /// How late the last turn began, when it was ended by its deadline; zero otherwise.
  [[nodiscard]] core::Duration last_lag() const;
  [[nodiscard]] event_base* base();

 private:
  struct State;
  explicit Reactor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace orbench::transport
