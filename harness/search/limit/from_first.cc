#include "harness/search/limit/from_first.h"

#include <algorithm>
#include <vector>

#include "harness/search/limit/window_evidence.h"

namespace orbench::search {

std::optional<FromFirstWindow> guess_from_first(const Hunt& hunt) {
  const core::Duration grid = hunt.terms.grid;
  const std::vector<Asked>& entries = hunt.log.entries();
  if (grid <= core::Duration{0} || entries.empty()) return std::nullopt;
  const WindowEvidence evidence(hunt.log, false, 2 * hunt.slack());
  for (std::int64_t amount = evidence.most(); amount >= evidence.fewest(); --amount) {
    const std::vector<double> begins =
        evidence.open_from_first(amount, core::to_seconds(grid), evidence.blur());
    if (begins.empty()) continue;
    const double last = *std::max_element(begins.begin(), begins.end());
    return FromFirstWindow{amount, entries.front().sent + core::from_seconds(last), grid};
  }
  return std::nullopt;
}

}  // namespace orbench::search
