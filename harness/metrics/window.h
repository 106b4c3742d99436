#pragma once

#include <optional>

#include "harness/core/units.h"

namespace orbench::metrics {

/// The measured window of a cell's workload, as offsets from the run epoch. Without an end (a run
/// stopped by count) the window ends with its last request.
struct Window {
  core::Duration start{0};
  std::optional<core::Duration> end;
  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace orbench::metrics
