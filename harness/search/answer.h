#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/http.h"
#include "harness/core/units.h"
#include "harness/metrics/sample.h"

namespace orbench::search {

/// What a reply's head says of limits and of the server's clock. None of it is believed: searches
/// hold it against what they measure.
struct LimitAdvice {
  std::optional<core::Duration> retry_after;
  core::RateLimitHeaders rate_limit;
  std::optional<double> server_date;  ///< `Date`: seconds since 1970, whole
};

/// What a search learns from one request that is over.
/// Lifetime: borrows the sample.
struct Answer {
  enum class Kind : std::uint8_t {
    kServed,
    kRefused,  ///< a 429, or the 402 that passes: there was no room for it
    kStopped,  ///< a final 402, a 403 or a page of HTML: asking further would be rude or useless
    kFailed,   ///< anything else
    kNotSent,  ///< no slot was free for it, or the run ends
  };

  const metrics::Sample& sample;
  std::uint64_t seq = 0;  ///< of its arrival
  LimitAdvice advice;
  core::Duration stepped{0};  ///< the service's clock was put forward so far, and all below with it

  [[nodiscard]] Kind kind() const;
  /// From the run epoch. Where it was never sent: when it should have been.
  [[nodiscard]] core::Duration sent() const;
  /// From the run epoch; as sent() where it came to none.
  [[nodiscard]] core::Duration headers() const;
  /// From the run epoch. Where it was never sent: as sent().
  [[nodiscard]] core::Duration ended() const;
};

/// What a search learns from one request that is still open.
/// Lifetime: borrows the sample.
struct Glimpse {
  const metrics::Sample& sample;  ///< its instants so far; no outcome
  std::uint64_t seq = 0;          ///< of its arrival
  core::Duration now{0};          ///< from the run epoch
};

}  // namespace orbench::search
