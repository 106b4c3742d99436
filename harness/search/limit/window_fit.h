#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/units.h"
#include "harness/search/limit/request_log.h"

namespace orbench::search {

/// How a window counts. A fixed one that is full is full: whether it counts what it refuses cannot
/// be seen.
enum class WindowKind : std::uint8_t {
  kFixed,      ///< one follows the other, from whatever instant on
  kFromFirst,  ///< each begins with the first request after the last one
  kSliding,
  kSlidingCountsRefused,
};

struct WindowTerms {
  WindowKind kind = WindowKind::kFixed;
  std::int64_t amount = 0;     ///< the one that comes into question; 0: any
  core::Duration shortest{0};  ///< lengths that do
  core::Duration longest{0};
  bool whole_seconds = false;  ///< no other lengths do
  double slowest = 0;          ///< rates that come into question, a second; 0: any
  double fastest = 0;
  core::Duration blur{0};  ///< two requests reach the limiter so much closer or farther at most
};

/// The windows that a log allows: so many requests in so long.
struct WindowFit {
  std::int64_t fewest = 0;
  std::int64_t most = 0;
  core::Duration shortest{0};
  core::Duration longest{0};
};

/// Holds every amount and every length against the whole log, which begins with an unused limit.
/// Empty where each is contradicted by some request: the limit counts in another way, or something
/// else spoiled the log. A fit is necessary rather than sufficient: what the blur leaves open, and
/// what lies between two of the lengths that are tried, counts as allowed.
[[nodiscard]] std::optional<WindowFit> fit_window(const RequestLog& log, const WindowTerms& terms);

}  // namespace orbench::search
