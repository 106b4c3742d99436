#include "mock/state/server_queues.h"

#include <algorithm>

namespace orbench::mock {

core::Duration ServerQueues::enter(const Endpoint& endpoint, core::Duration now,
                                   core::Duration took) {
  EarliestFirst& free_at = free_at_[&endpoint];
  core::Duration begins = now;
  if (free_at.size() >= static_cast<std::size_t>(endpoint.servers)) {
    begins = std::max(now, free_at.top());
    free_at.pop();
  }
  free_at.push(begins + took);
  return begins - now;
}

}  // namespace orbench::mock
