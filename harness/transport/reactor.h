#pragma once

#include <functional>
#include <memory>

#include "harness/core/clock.h"
#include "harness/core/result.h"

struct event_base;

namespace orbench::transport {

/// What lives on a loop and keeps its next deadline in user space: asking before each wait is far
/// cheaper than arming a kernel timer at each change (libcurl's changes several times a request).
class TurnHook {
 public:
  virtual ~TurnHook() = default;
  /// When on_turn() is wanted even if nothing else happens; kNever for no such time.
  [[nodiscard]] virtual core::Duration next_deadline() const = 0;
  /// How long from now on the turn's wait may take no notice of events, so that one wake-up serves
  /// several; zero for not at all. Deadlines and nothing else end such a rest.
  [[nodiscard]] virtual core::Duration rest() const { return core::Duration::zero(); }
  /// The end of each turn, after all event callbacks: loop level.
  virtual void on_turn(core::Duration now) = 0;

  static constexpr core::Duration kNever = core::Duration::max();
};

/// Work that an event callback leaves for later in the turn, because it takes a while: a socket
/// that turned ready is to be read.
class LoopTask {
 public:
  virtual ~LoopTask() = default;
  /// `now`: the clock after the task before this one.
  virtual void run(core::Duration now) = 0;
};

/// One thread's event loop: libevent, woken at instants by an alarm of our own (alarm.h), on a
/// thread that keeps time (core/thread_urgency.h). All calls but wake() are for the loop's
/// thread, which is the one that first calls run_until(). Errors:  create() fails when the kernel
/// grants no descriptors; the message says how to raise them. Lifetime: everything registered on it
/// must go before it does.
class Reactor {
 public:
  static core::Result<std::unique_ptr<Reactor>> create();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Waits for events until `deadline` (of CLOCK_MONOTONIC; nothing before now blocks), a hook's
  /// deadline or wake(), runs their callbacks, the tasks these have queued, and then the hooks: one
  /// turn of the loop. Now and then a turn comes early, without any event (alarm.h).
  /// What is due waits for one task at most: a turn ends where its deadline has passed meanwhile,
  /// and the tasks that are left come in the turns after it, which do not wait. A turn that begins
  /// late runs tasks for as long as other things took since the last ones (see kLeastSlice), so
  /// that under too much load neither sends nor reads starve.
  /// `now`: the clock a moment ago, after all that was done since the last turn. Returns when this
  /// turn ended, before its hooks.
  core::Duration run_until(core::Duration deadline, core::Duration now);
  core::Duration run_until(core::Duration deadline);
  static constexpr core::Duration kLeastSlice = std::chrono::microseconds{100};
  static constexpr core::Duration kMostSlice = std::chrono::milliseconds{2};

  /// From an event callback. REQUIRES: `task` stays until it has run, or until forget().
  void queue(LoopTask& task);
  void forget(LoopTask& task);
  /// Ends the current or next wait. From any thread and from signal handlers' threads.
  void wake();

  /// Calls `hook` in each turn until detach(). REQUIRES: neither is called inside a turn.
  void attach(TurnHook& hook);
  void detach(TurnHook& hook);

  /// How late the last turn's callbacks began, when a deadline ended its wait; zero otherwise.
  [[nodiscard]] core::Duration last_lag() const;
  /// The last look at which sockets are ready: all tasks until the next one are of these.
  struct Look {
    core::Duration at{};
    core::Duration lag{};
  };
  [[nodiscard]] const Look& last_look() const;
  [[nodiscard]] event_base* base();

 private:
  struct State;
  explicit Reactor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace orbench::transport
