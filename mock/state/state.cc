#include "mock/state/state.h"

#include <utility>

namespace orbench::mock {

void State::note(Served served, const Request& request) {
  served.at = clock.now();
  served.created_unix = clock.unix_seconds();
  if (const auto agent = request.header("user-agent")) served.user_agent = *agent;
  if (const auto referer = request.header("http-referer")) served.http_referer = *referer;
  statistics.add(served);
  generations.add(std::move(served));
}

void State::reset() {
  clock.reset();
  generations.clear();
  statistics.clear();
  collections.clear();
  videos.clear();
  sticky.clear();
}

}  // namespace orbench::mock
