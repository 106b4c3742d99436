#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/units.h"
#include "harness/search/limit/hunt.h"

namespace orbench::search {

/// A window that began with the first request after the last one, and that may be the limit.
struct FromFirstWindow {
  std::int64_t amount = 0;
  core::Duration begin{0};
  core::Duration length{0};
  [[nodiscard]] core::Duration end() const { return begin + length; }
};

/// The latest one, if such windows as long as the grid explain the log so far.
[[nodiscard]] std::optional<FromFirstWindow> guess_from_first(const Hunt& hunt);

}  // namespace orbench::search
