#include "harness/run/planned_cancel.h"

#include <algorithm>

#include "harness/core/rng.h"

namespace orbench::run {

PlannedCancel plan_cancel(const scenario::Cancel& cancel, std::uint64_t seed,
                          std::string_view workload, const Due& due) {
  PlannedCancel planned;
  const std::uint64_t stream = core::Rng(seed, workload).next();
  const double chance =
      core::Rng(stream, due.arrival.warmup ? "cancel/warmup" : "cancel", due.seq).uniform();
  if (chance >= cancel.share) return planned;
  if (cancel.after) planned.after_sent = *cancel.after;
  if (cancel.after_tokens) {
    constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
    planned.at_token_event = static_cast<std::uint32_t>(std::min(*cancel.after_tokens, kMost));
  }
  return planned;
}

}  // namespace orbench::run
