#include "mock/state/generation_log.h"

#include <utility>

namespace orbench::mock {

void GenerationLog::add(Served served) {
  if (kept_.size() == kMostKept) {
    const auto oldest = numbers_.find(kept_.front().id);
    if (oldest != numbers_.end() && oldest->second == dropped_) numbers_.erase(oldest);
    kept_.pop_front();
    ++dropped_;
  }
  numbers_[served.id] = dropped_ + kept_.size();
  kept_.push_back(std::move(served));
}

const Served* GenerationLog::find(std::string_view id) const {
  const auto found = numbers_.find(std::string(id));
  return found == numbers_.end() ? nullptr : &kept_[found->second - dropped_];
}

void GenerationLog::clear() {
  kept_.clear();
  numbers_.clear();
  dropped_ = 0;
}

}  // namespace orbench::mock
