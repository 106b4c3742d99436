#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/units.h"

/// What a hunt was told and what it found. Instants count from the run epoch, rates are requests
/// per second.
namespace orbench::search {

/// When a refusal said that there would be room again.
struct Hint {
  std::string header;
  std::string said;
  core::Duration opens_at{0};
  core::Duration error{0};  ///< of that instant here
  bool exact = false;       ///< an instant of the server's clock, to the millisecond
  double server = 0;        ///< where exact: that instant, in seconds since 1970
};

/// What was found of a bucket.
struct BucketFinding {
  double rate = 0;
  double rate_error = 0;
  double size = 0;
  double size_error = 0;
  bool roughly = false;         ///< the size is lost in the jitter
  bool loses = false;           ///< the rate is, too
  bool counts_refused = false;  ///< a refused request empties it, too, it seems
};

/// What was found of a window.
struct WindowFinding {
  std::int64_t amount = 0;
  core::Duration shortest{0};  ///< its length lies between these two
  core::Duration longest{0};
  core::Duration shortest_counting{0};  ///< instead, if it slides and refused requests count
  core::Duration boundary{0};           ///< one began here, ...
  core::Duration earlier{0};            ///< ... or, if it is fixed, earlier by no more than this
  bool on_grid = false;                 ///< at a mark of the grid
  bool whole = false;                   ///< it was counted from its beginning
  bool declared = false;                ///< the length is that of a hint, ...
  core::Duration wait{0};               ///< ... which named the end so long before, at least
  bool sliding = false;
};

/// A limit that was met beside the one that is hunted, and the window that it was found to be.
struct OuterFinding {
  double said = 0;  ///< its X-RateLimit-Limit, by which it is known from the other
  Hint hint;        ///< of its latest refusal
  std::int64_t amount = 0;
  std::optional<double> seconds;  ///< the length of its window; empty: declared, not verified
};

/// What a limit counts, by what passed of heavier requests.
enum class Counts : std::uint8_t { kUnknown, kRequests, kTokens };
struct HeavierFinding {
  double usual = 0;    ///< requests that would have passed if they were as light as ever
  double heavier = 0;  ///< that did
  Counts counts = Counts::kUnknown;
};

}  // namespace orbench::search
