#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/load/arrival.h"
#include "harness/load/rate_curve.h"
#include "harness/load/session.h"
#include "harness/load/think_time.h"

namespace orbench::load {

/// What reading a `load` object gave: the plan, and every mistake as `where: message`.
struct ReadLoad {
  std::unique_ptr<ArrivalPlan> plan;
  std::vector<std::string> errors;
};
/// Reads the text of a `load` object as the program does: shared keys allowed, the rest the
/// arrival process's own.
[[nodiscard]] ReadLoad read_load(const std::string& text);
/// The plan of a `load` object without mistakes.
[[nodiscard]] std::unique_ptr<ArrivalPlan> plan_of(const std::string& text);
/// The curve of a `rate_rps` value without mistakes.
[[nodiscard]] std::unique_ptr<RateCurve> curve_of(const std::string& rate_rps);

/// The pause of a `think_time_ms` value without mistakes.
[[nodiscard]] ThinkTime think_time_of(const std::string& think_time_ms);

/// The plan of a `session` object without mistakes.
[[nodiscard]] SessionPlan session_of(const std::string& session);
/// What is wrong with one, as `where: message`.
[[nodiscard]] std::vector<std::string> session_errors(const std::string& session);

/// All arrivals of an open loop; fails the test beyond `most`.
[[nodiscard]] std::vector<Arrival> arrivals_of(ArrivalProcess& process, std::size_t most = 200'000);
/// A context of one share.
[[nodiscard]] ArrivalContext alone(StopRule stop, std::uint64_t seed = 1);

}  // namespace orbench::load
