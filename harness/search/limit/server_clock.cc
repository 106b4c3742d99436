#include "harness/search/limit/server_clock.h"

#include <algorithm>
#include <cmath>

namespace orbench::search {
namespace {

// An instant stamped by two clocks, and rounded: bounds may miss each other by so much.
constexpr double kSlack = 0.002;

}  // namespace

void ServerClock::learn(double date, core::Duration sent, core::Duration first_byte) {
  const double lowest = date - core::to_seconds(first_byte) - kSlack;
  const double highest = date + 1 - core::to_seconds(sent) + kSlack;
  const bool contradicts = known_ && (lowest > highest_ || highest < lowest_);
  if (!known_ || contradicts) {  // the server's clock was set: what it said before is of no use
    lowest_ = lowest;
    highest_ = highest;
  } else {
    lowest_ = std::max(lowest_, lowest);
    highest_ = std::min(highest_, highest);
  }
  known_ = true;
}

core::Duration ServerClock::error() const { return core::from_seconds((highest_ - lowest_) / 2); }

double ServerClock::server_at(core::Duration local) const {
  return core::to_seconds(local) + (lowest_ + highest_) / 2;
}

core::Duration ServerClock::local_at(double server) const {
  return core::from_seconds(server - (lowest_ + highest_) / 2);
}

core::Duration ServerClock::mark_after(core::Duration local, core::Duration grid) const {
  return mark_before(local, grid) + grid;
}

core::Duration ServerClock::mark_before(core::Duration local, core::Duration grid) const {
  const double step = core::to_seconds(grid);
  return local_at(std::floor(server_at(local) / step) * step);
}

}  // namespace orbench::search
