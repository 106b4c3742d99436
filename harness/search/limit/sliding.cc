#include "harness/search/limit/sliding.h"

#include <algorithm>

#include "harness/search/limit/window_evidence.h"

namespace orbench::search {
namespace {

/// The latest refusal named, if anything, the instant when the window has room again.
bool heeds_hint(const Hunt& hunt, const SlidingWindow& window) {
  const Hint* const told = hunt.believed();
  const auto refused = hunt.log.last_refusal();
  if (told == nullptr || !refused) return true;
  const std::vector<core::Duration> leave = leaving_after(hunt.log, window, *refused);
  const auto held = static_cast<std::int64_t>(leave.size());
  if (held < window.amount) return true;
  const core::Duration opens = leave[static_cast<std::size_t>(held - window.amount)];
  const core::Duration off = std::max(opens - told->opens_at, told->opens_at - opens);
  return off <= told->error + 2 * hunt.slack() + hunt.log.round_trip();
}

}  // namespace

std::optional<SlidingWindow> guess_sliding(const Hunt& hunt) {
  const core::Duration grid = hunt.terms.grid;
  if (grid <= core::Duration{0} || hunt.log.entries().empty()) return std::nullopt;
  const core::Duration blur = 2 * hunt.slack();
  const Lengths within{core::to_seconds(grid - blur), core::to_seconds(grid + blur)};
  for (const bool counts_refused : {false, true}) {
    const WindowEvidence evidence(hunt.log, counts_refused, blur);
    for (std::int64_t amount = evidence.most(); amount >= evidence.fewest(); --amount) {
      if (evidence.sliding(amount, within).none()) continue;
      const SlidingWindow window{amount, grid, counts_refused};
      if (heeds_hint(hunt, window)) return window;
      break;
    }
  }
  return std::nullopt;
}

std::vector<core::Duration> leaving_after(const RequestLog& log, const SlidingWindow& window,
                                          core::Duration now) {
  std::vector<core::Duration> leave;
  for (const Asked& asked : log.entries()) {
    const bool counts = asked.accepted || window.counts_refused;
    if (counts && asked.sent + window.length > now) leave.push_back(asked.sent + window.length);
  }
  return leave;
}

}  // namespace orbench::search
