#include "harness/search/limit/replay.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace orbench::search {
namespace {

/// A model's opinion of one request: it must pass, must be refused, or may be either.
struct Opinion {
  bool may_pass = true;
  bool may_be_refused = true;
};

std::int64_t contradicts(const Opinion& opinion, const Asked& asked) {
  return asked.accepted ? (opinion.may_pass ? 0 : 1) : (opinion.may_be_refused ? 0 : 1);
}

/// What the level of a bucket may be, by all that is known of it.
struct Level {
  double least;
  double most;
};

std::int64_t replay_bucket(const Hunt& hunt, bool counts_refused) {
  const BucketFinding& bucket = *hunt.bucket;
  const Level full{bucket.size - bucket.size_error, bucket.size + bucket.size_error};
  const double slack = 2 * core::to_seconds(hunt.slack()) * bucket.rate;
  Level level = full;
  core::Duration last{0};
  std::int64_t wrong = 0;
  for (const Asked& asked : hunt.log.entries()) {
    const double elapsed = core::to_seconds(asked.sent - last);
    last = asked.sent;
    level.least = std::min(full.least, level.least + (bucket.rate - bucket.rate_error) * elapsed);
    level.most = std::min(full.most, level.most + (bucket.rate + bucket.rate_error) * elapsed);
    wrong += contradicts({level.most + slack >= 1, level.least - slack < 1}, asked);
    // The answer says on which side of one request the level was.
    if (asked.accepted) {
      level = {std::max(level.least, 1.0) - 1, std::max(level.most, 1.0) - 1};
    } else if (counts_refused) {
      level = {0, 0};
    } else {
      level = {std::min(level.least, 1.0), std::min(level.most, 1.0)};
    }
  }
  return wrong;
}

enum class Begins : std::uint8_t { kOnGrid, kWithFirst };

core::Duration length_of(const WindowFinding& window) {
  return (window.shortest + window.longest) / 2;
}

std::int64_t replay_fixed(const Hunt& hunt, Begins begins) {
  const WindowFinding& window = *hunt.window;
  const core::Duration length = length_of(window);
  const core::Duration slack = hunt.slack() + (window.longest - window.shortest) / 2;
  std::int64_t used = 0;
  std::int64_t wrong = 0;
  std::optional<core::Duration> begin;
  for (const Asked& asked : hunt.log.entries()) {
    if (!begin || asked.sent >= *begin + length) {
      if (begins == Begins::kOnGrid) {
        const auto since = core::to_seconds(asked.sent - window.boundary);
        const double whole = std::floor(since / core::to_seconds(length));
        begin = window.boundary + core::from_seconds(whole * core::to_seconds(length));
      } else {
        begin = asked.sent;
      }
      used = 0;
    }
    const bool near_end = asked.sent - *begin < slack || *begin + length - asked.sent < slack;
    const bool has_room = used < window.amount;
    wrong += contradicts({has_room || near_end, !has_room || near_end}, asked);
    if (asked.accepted) ++used;
  }
  return wrong;
}

std::int64_t replay_sliding(const Hunt& hunt, bool counts_refused) {
  const WindowFinding& window = *hunt.window;
  const core::Duration length = length_of(window);
  const core::Duration slack = 2 * hunt.slack() + (window.longest - window.shortest) / 2;
  std::deque<core::Duration> counted;
  std::int64_t wrong = 0;
  for (const Asked& asked : hunt.log.entries()) {
    while (!counted.empty() && counted.front() + length + slack <= asked.sent) counted.pop_front();
    const auto at_most = static_cast<std::int64_t>(counted.size());
    const auto at_least = std::count_if(counted.begin(), counted.end(), [&](core::Duration at) {
      return at + length - slack > asked.sent;
    });
    wrong += contradicts({at_least < window.amount, at_most >= window.amount}, asked);
    if (asked.accepted || counts_refused) counted.push_back(asked.sent);
  }
  return wrong;
}

}  // namespace

std::vector<ModelFit> replay_models(const Hunt& hunt) {
  std::vector<ModelFit> fits;
  if (hunt.bucket) {
    fits.push_back({"bucket", replay_bucket(hunt, false), false});
    fits.push_back({"bucket", replay_bucket(hunt, true), true});
  }
  const bool has_length = hunt.window && hunt.window->longest > core::Duration{0};
  if (has_length) {
    // A fixed window that is full is full: whether refused requests count cannot be seen.
    if (hunt.window->on_grid) {
      fits.push_back({"fixed window on the grid", replay_fixed(hunt, Begins::kOnGrid), false});
    }
    fits.push_back(
        {"fixed window from its first request", replay_fixed(hunt, Begins::kWithFirst), false});
    fits.push_back({"sliding window", replay_sliding(hunt, false), false});
    fits.push_back({"sliding window", replay_sliding(hunt, true), true});
    if (hunt.window->sliding) std::rotate(fits.begin(), fits.end() - 2, fits.end());
  }
  return fits;
}

}  // namespace orbench::search
