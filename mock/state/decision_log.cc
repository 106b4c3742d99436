#include "mock/state/decision_log.h"

#include <algorithm>
#include <utility>

namespace orbench::mock {

void DecisionLog::add(Decision decision) {
  if (kept_.size() >= most_) kept_.pop_front();
  kept_.push_back(std::move(decision));
}

const Decision* DecisionLog::find(std::string_view generation_id) const {
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const Decision& decision) {
    return decision.generation_id == generation_id;
  });
  return found == kept_.rend() ? nullptr : &*found;
}

const Decision* DecisionLog::next_after(std::uint64_t number) const {
  const auto found = std::upper_bound(
      kept_.begin(), kept_.end(), number,
      [](std::uint64_t wanted, const Decision& decision) { return wanted < decision.number; });
  return found == kept_.end() ? nullptr : &*found;
}

}  // namespace orbench::mock
