#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "harness/core/rng.h"
#include "harness/core/units.h"
#include "harness/metrics/sample.h"
#include "harness/search/search.h"

namespace orbench::search {

/// A simulated service whose capacity is known: requests queue for servers, first come first
/// served, and take an exponential time each. Time is simulated too.
struct QueueService {
  std::int64_t servers = 64;
  double mean_service_s = 2;
  double failing_share = 0;  ///< answered 503, as late as others are answered well
  std::uint64_t seed = 1;

  /// Requests a second that it can serve at most.
  [[nodiscard]] double capacity() const { return static_cast<double>(servers) / mean_service_s; }
  /// Share of requests that wait longer than `seconds` at a Poisson rate. REQUIRES: rate under the
  /// capacity.  Source: Erlang C.
  [[nodiscard]] double share_waiting(double rate, double seconds) const;
  /// How long the share given waits at least at that rate.
  [[nodiscard]] double wait_of_share(double rate, double share) const;
};

struct Played {
  results::SearchReport report;
  std::int64_t most_open = 0;
  std::int64_t idle_starts = 0;  ///< requests that found nobody else open
};

/// Plays a search to its end against the service; `most` requests at most, so that a search that
/// never ends is found out. A request's first token comes when a server takes it.
[[nodiscard]] Played play(Search& search, const QueueService& service,
                          std::int64_t most = 1'000'000);

}  // namespace orbench::search
