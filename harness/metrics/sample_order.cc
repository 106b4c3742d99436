#include "harness/metrics/sample_order.h"

namespace orbench::metrics {

void SampleOrder::take(const Sample& sample, const Visit& visit) {
  const bool in_turn = waiting_.empty() && sample.seq == next_ && !sample.retried;
  if (in_turn || sample.seq < next_) {
    visit(sample);
    if (in_turn) ++next_;
    return;
  }
  Request& request = waiting_[sample.seq];
  request.attempts.push_back(sample);
  request.over = request.over || !sample.retried;
  while (!waiting_.empty()) {
    const auto first = waiting_.begin();
    if (first->first != next_ || !first->second.over) return;
    for (const Sample& attempt : first->second.attempts) visit(attempt);
    waiting_.erase(first);
    ++next_;
  }
}

void SampleOrder::flush(const Visit& visit) {
  for (const auto& [seq, request] : waiting_) {
    for (const Sample& attempt : request.attempts) visit(attempt);
    next_ = seq + 1;
  }
  waiting_.clear();
}

}  // namespace orbench::metrics
