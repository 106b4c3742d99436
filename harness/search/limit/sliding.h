#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/units.h"
#include "harness/search/limit/hunt.h"

namespace orbench::search {

/// A sliding window that may be the limit.
struct SlidingWindow {
  std::int64_t amount = 0;
  core::Duration length{0};
  bool counts_refused = false;
};

/// One as long as the grid, if it explains the log so far and what hints say.
[[nodiscard]] std::optional<SlidingWindow> guess_sliding(const Hunt& hunt);

/// When the requests leave it that are in it after `now`, in order.
[[nodiscard]] std::vector<core::Duration> leaving_after(const RequestLog& log,
                                                        const SlidingWindow& window,
                                                        core::Duration now);

}  // namespace orbench::search
