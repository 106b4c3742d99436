#pragma once

#include <optional>

#include "harness/core/units.h"
#include "harness/search/limit/request_log.h"

namespace orbench::search {

struct BucketTerms {
  bool counts_refused = false;  ///< a refused request empties it, too
  double slowest = 0;           ///< rates that come into question, a second; 0: any
  double fastest = 0;
  double asked = 0;  ///< the highest rate at which it was asked: so fast may requests change places
  core::Duration jitter{0};
};

/// The buckets that a log allows.
struct BucketFit {
  double slowest = 0;
  double fastest = 0;
  double smallest = 0;
  double largest = 0;
};

/// Holds every rate and size against the whole log, which begins with a full bucket. Empty where
/// each is contradicted by some request. As with windows, a fit is necessary rather than
/// sufficient.
[[nodiscard]] std::optional<BucketFit> fit_bucket(const RequestLog& log, const BucketTerms& terms);

}  // namespace orbench::search
