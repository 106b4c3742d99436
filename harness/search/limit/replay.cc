#include "harness/search/limit/replay.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace orbench::search {
namespace {

constexpr double kRounding = 0.5;
constexpr double kPerJitter = 6;

/// A model's opinion of one request: it must pass, must be refused, or may be either.
struct Opinion {
  bool may_pass = true;
  bool may_be_refused = true;
};

std::int64_t contradicts(const Opinion& opinion, const Asked& asked) {
  return asked.accepted ? (opinion.may_pass ? 0 : 1) : (opinion.may_be_refused ? 0 : 1);
}

/// What is known of a bucket's level is a span: what flows in is known within the error of the
/// rate, and each answer narrows it.
std::int64_t replay_bucket(const Hunt& hunt, bool counts_refused) {
  const BucketFinding& bucket = *hunt.bucket;
  // Requests that change places on their way, and those that come late.
  const double slack = kRounding + kPerJitter * core::to_seconds(hunt.log.jitter()) * bucket.rate;
  const double least = std::max(bucket.size - bucket.size_error, 1.0);
  const double most = bucket.size + bucket.size_error;
  double lowest = least;
  double highest = most;
  core::Duration last{0};
  std::int64_t wrong = 0;
  for (const Asked& asked : hunt.log.entries()) {
    const double elapsed = core::to_seconds(asked.sent - last);
    last = asked.sent;
    lowest = std::min(least, lowest + (bucket.rate - bucket.rate_error) * elapsed);
    highest = std::min(most, highest + (bucket.rate + bucket.rate_error) * elapsed);
    const std::int64_t contradiction =
        contradicts({highest >= 1 - slack, lowest <= 1 + slack}, asked);
    wrong += contradiction;
    if (asked.accepted) {
      lowest = std::max(lowest, 1.0) - 1;
      highest = contradiction > 0 ? most - 1 : highest - 1;
    } else {
      lowest = counts_refused || contradiction > 0 ? 0 : lowest;
      highest = counts_refused ? 0 : std::min(highest, 1.0);
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
    if (hunt.bucket->counts_refused) std::swap(fits[0], fits[1]);
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
