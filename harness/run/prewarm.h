#pragma once

#include <cstddef>
#include <functional>

#include "harness/run/dispatcher.h"
#include "harness/transport/reactor.h"

namespace orbench::run {

/// Opens connections before the epoch, so that the first requests measure the service and not a
/// handshake. A connection is opened by asking for GET /key on it, which is free of charge; these
/// requests are counted nowhere.

/// How many one worker of `workers` opens: its part of what may be in flight at once (a guess for a
/// load without bound), no more than there are requests, at most kMostWarmConnections. None when
/// the plan does not want it or keeps no connections.
inline constexpr std::size_t kMostWarmConnections = 256;
[[nodiscard]] std::size_t connections_to_warm(const RunPlan& plan, std::uint64_t workers);

struct PrewarmParts {
  const RunTarget& target;
  transport::Transport& transport;
  transport::Reactor& reactor;
  const core::Clock& clock;
};
/// Asks on `connections` connections at once and waits for the answers, for a few seconds at most
/// and only until `give_up` says so; what is open then is cancelled. Failure is no error: the load
/// will meet the same one and tell. Gives the number that answered.
std::size_t prewarm(const PrewarmParts& parts, std::size_t connections,
                    const std::function<bool()>& give_up);

}  // namespace orbench::run
