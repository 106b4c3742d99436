#pragma once

#include <optional>
#include <string_view>

#include "harness/core/units.h"
#include "harness/metrics/sample.h"
#include "harness/run/due.h"
#include "harness/run/plan.h"

namespace orbench::run {

/// What an arrival becomes: its first request, what follows from one that is over, and what would
/// have followed. Pure; every choice follows from the plan's seed.

/// The first request of an arrival.
[[nodiscard]] Due first_of(const RunPlan& plan, const load::Arrival& arrival, const Deal& deal);

/// How a request ended.
struct Ending {
  const metrics::Sample& sample;
  core::Duration closed{0};  ///< from the run epoch
  bool on_purpose = false;   ///< cancelled as the scenario asked
  std::optional<core::Duration> retry_after;
  std::string_view body;  ///< of the reply, as far as it came
};

/// When another attempt is due; empty when there is none.
[[nodiscard]] std::optional<core::Duration> next_attempt_at(const RunPlan& plan, const Due& due,
                                                            const Ending& ending);
/// Makes `due` the next attempt at the same request.
void become_attempt(core::Duration intended, Due& due);

/// Makes `due` the next turn of its conversation, which goes on from the answer (or from what there
/// is of one that was cancelled on purpose). False when there is none: no conversation, the last
/// turn, or no answer to go on from.
[[nodiscard]] bool become_next_turn(const RunPlan& plan, const Ending& ending, Due& due);

/// Makes `due` the next turn though nobody will ask it, so that it can be counted. False after the
/// last.
[[nodiscard]] bool become_lost_turn(Due& due);

}  // namespace orbench::run
