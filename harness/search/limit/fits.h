#pragma once

#include <optional>

#include "harness/search/limit/bucket_fit.h"
#include "harness/search/limit/hunt.h"
#include "harness/search/limit/window_fit.h"

namespace orbench::search {

/// Every way to count that explains the whole log of a hunt.
struct Fits {
  std::optional<BucketFit> bucket;
  std::optional<BucketFit> bucket_counting;  ///< refused requests, too
  std::optional<WindowFit> fixed;
  std::optional<WindowFit> from_first;
  std::optional<WindowFit> sliding;
  std::optional<WindowFit> sliding_counting;

  [[nodiscard]] bool any_bucket() const { return bucket || bucket_counting; }
  [[nodiscard]] bool any_fixed() const { return fixed || from_first; }
  [[nodiscard]] bool any_sliding() const { return sliding || sliding_counting; }
  [[nodiscard]] bool any_window() const { return any_fixed() || any_sliding(); }
};

/// Holds the log against all of them: near what was found where the findings narrow it down, and
/// with whatever figures where they do not. None where neither a bucket nor a window was found.
[[nodiscard]] Fits fits_of(const Hunt& hunt);

/// The same whatever the phases found, with whatever figures.
[[nodiscard]] Fits fits_of_anything(const Hunt& hunt);
/// The highest rate of a bucket that explains the log; 0 where none does.
[[nodiscard]] double fastest_bucket(const Hunt& hunt);

/// The buckets with about these figures, or those that may be taken for the window that was found.
[[nodiscard]] std::optional<BucketFit> buckets_about(const Hunt& hunt, const BucketFinding& found,
                                                     bool counts_refused);

}  // namespace orbench::search
