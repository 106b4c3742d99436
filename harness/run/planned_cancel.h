#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "harness/core/units.h"
#include "harness/run/due.h"
#include "harness/scenario/load_settings.h"

namespace orbench::run {

/// When a request is cancelled on purpose: never, unless one of the two says otherwise.
struct PlannedCancel {
  std::uint32_t at_token_event = std::numeric_limits<std::uint32_t>::max();
  core::Duration after_sent = core::Duration::max();

  [[nodiscard]] bool by_time() const { return after_sent != core::Duration::max(); }
};

/// Which requests are cancelled follows from the seed and their number alone, so that it does not
/// depend on the number of workers. A later attempt is treated as the first was.
[[nodiscard]] PlannedCancel plan_cancel(const scenario::Cancel& cancel, std::uint64_t seed,
                                        std::string_view workload, const Due& due);

}  // namespace orbench::run
