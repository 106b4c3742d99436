#pragma once

#include <string>
#include <vector>

#include "harness/search/limit/hunt.h"

namespace orbench::search {

/// How a limit counts, by every request that met it.
struct Verdict {
  std::string model;   ///< `bucket`, `fixed window on the grid`, …: every one that may be
  std::string remark;  ///< for the headline, where several may be; else empty
  std::vector<std::string> notes;
};

/// Holds the log against every way to count, with whatever figures. The one that explains it is the
/// verdict, whichever phases were gone through, and corrects what they found; several are all
/// named. Where none explains all of it, as when a machine stood still, the figures that were found
/// are replayed, and the fewest contradictions tell.
[[nodiscard]] Verdict judge(Hunt& hunt);

/// A bucket about like this one explains the log if it counts refused requests, or in no way.
[[nodiscard]] bool may_count_refused(const Hunt& hunt, const BucketFinding& found);

/// The log does not tell yet whether the window that was found slides.
[[nodiscard]] bool may_slide_or_not(const Hunt& hunt);

}  // namespace orbench::search
