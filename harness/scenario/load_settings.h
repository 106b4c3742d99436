#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/outcome.h"
#include "harness/core/units.h"

/// When requests start, end early, and start again, as the user asked for it: plain data.
namespace orbench::scenario {

enum class Overload { kQueue, kDrop };

/// The keys of `load` that do not depend on the arrival process. `raw` is the whole object: the
/// arrival process reads its own keys from it (`rate_rps`, `concurrency`, `think_time_ms`, …).
struct Load {
  std::string arrivals = "closed";
  bool searches = false;                   ///< `search` says when to send, and `arrivals` nothing
  std::optional<core::Duration> duration;  ///< the measured window; warm-up comes before it
  std::optional<std::int64_t> requests;    ///< of the measured window
  core::Duration warmup{0};
  std::optional<std::int64_t> max_in_flight;
  Overload overload = Overload::kQueue;
  core::JsonValue raw;
  std::string pointer;  ///< of `raw` in the scenario
  friend bool operator==(const Load&, const Load&) = default;
};

/// The keys read into Load itself, which an arrival process must allow() and not read.
inline constexpr const char* kSharedLoadKeys[] = {
    "arrivals", "search", "duration_s", "requests", "warmup_s", "max_in_flight", "overload"};

/// Users who leave: a share of the requests is cancelled on purpose, chosen by the seed.
struct Cancel {
  double share = 0;                          ///< 0-1
  std::optional<std::int64_t> after_tokens;  ///< once so many events with tokens came
  std::optional<core::Duration> after;       ///< counted from sending; exactly one of the two
  friend bool operator==(const Cancel&, const Cancel&) = default;
};

/// What is asked again, and when. Off by default: each attempt is a request of its own.
struct Retries {
  int max_attempts = 1;                 ///< in all, the first included
  std::vector<core::Outcome> outcomes;  ///< that are worth another attempt
  std::vector<int> statuses;            ///< HTTP statuses that are, whatever the outcome
  core::Duration backoff = std::chrono::milliseconds{500};  ///< before the second; doubles then
  core::Duration max_backoff = std::chrono::seconds{30};    ///< also the longest Retry-After kept
  double jitter = 0.5;  ///< part of a back-off that chance takes off, 0-1
  bool honour_retry_after = true;

  [[nodiscard]] bool on() const { return max_attempts > 1; }
  friend bool operator==(const Retries&, const Retries&) = default;
};

}  // namespace orbench::scenario
