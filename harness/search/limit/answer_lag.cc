#include "harness/search/limit/answer_lag.h"

#include <algorithm>

namespace orbench::search {

void AnswerLag::answer(core::Duration at) {
  if (open_.empty()) return;
  latest_ = at - open_.front();
  open_.pop_front();
  if (seen_ == kFirst) return;
  ++seen_;
  usual_ = std::max(usual_, latest_);
}

}  // namespace orbench::search
