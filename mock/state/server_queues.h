#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <vector>

#include "harness/core/units.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// The queues before endpoints that serve so many requests at a time: first come, first served.
/// How long an answer takes is known when it begins, so how long it waits is known too.
/// Memory:  one instant a server of each endpoint.
/// Threads: one thread per object.
class ServerQueues {
 public:
  /// A request that keeps one of the endpoint's servers busy for `took`: how long it waits for it.
  /// REQUIRES: endpoint.servers > 0; `now` never goes back.
  [[nodiscard]] core::Duration enter(const Endpoint& endpoint, core::Duration now,
                                     core::Duration took);
  void clear() { free_at_.clear(); }

 private:
  using EarliestFirst =
      std::priority_queue<core::Duration, std::vector<core::Duration>, std::greater<>>;
  std::unordered_map<const Endpoint*, EarliestFirst> free_at_;  // of the servers that ever worked
};

}  // namespace orbench::mock
