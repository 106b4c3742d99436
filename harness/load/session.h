#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/rng.h"
#include "harness/core/units.h"
#include "harness/load/think_time.h"

namespace orbench::load {

/// How conversations go: what a `session` object compiles to.
struct SessionPlan {
  std::uint32_t turns = 2;
  std::vector<std::string>
      follow_ups;  ///< what the user says next, in turn and then anew; never empty
  ThinkTime think_time;
};

/// Reads the keys of a `session` object: turns, follow_ups, think_time_ms; the caller calls
/// finish().
[[nodiscard]] SessionPlan read_session(core::Params& session);

/// One conversation: which turn it is in, and when the next is due. Turns keep their order: the
/// next one exists only once the one before has been answered, and starts a think time later.
/// Pure: time goes in and comes out.
/// Threads: one thread per object.  Lifetime: borrows the plan.
class Session {
 public:
  /// The pauses follow from the seed and the conversation's number.
  Session(const SessionPlan& plan, core::Rng pauses) : plan_(&plan), pauses_(pauses) {}

  /// Counts from 1.
  [[nodiscard]] std::uint32_t turn() const { return turn_; }
  /// Turns that nobody has asked yet.
  [[nodiscard]] std::uint32_t turns_left() const { return plan_->turns - turn_; }
  /// The turn is over, with an answer to go on from or without: when the next one is due, or
  /// nothing when the conversation has ended. `at` counts from any instant; so does the result.
  [[nodiscard]] std::optional<core::Duration> next(core::Duration at, bool answered);
  /// Goes on to a turn that will not be asked. REQUIRES: turns_left() > 0.
  void skip_turn() { ++turn_; }
  /// What the user says in this turn. REQUIRES: turn() > 1.
  [[nodiscard]] std::size_t follow_up() const { return (turn_ - 2) % plan_->follow_ups.size(); }

 private:
  const SessionPlan* plan_;
  core::Rng pauses_;
  std::uint32_t turn_ = 1;
};

}  // namespace orbench::load
