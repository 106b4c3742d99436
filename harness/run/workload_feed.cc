#include "harness/run/workload_feed.h"

#include <variant>

namespace orbench::run {

std::optional<load::Share> WorkloadFeed::share_of(const WorkloadPlan& plan, std::uint64_t worker,
                                                  std::uint64_t workers) {
  std::uint64_t count = std::min(workers, plan.arrivals->max_shares());
  if (plan.max_in_flight) {
    count = std::min(count, static_cast<std::uint64_t>(*plan.max_in_flight));
  }
  if (worker >= count) return std::nullopt;
  return load::Share{worker, count};
}

WorkloadFeed::WorkloadFeed(const WorkloadPlan& plan, std::uint64_t seed, load::Share share)
    : plan_(plan),
      dealer_(plan, seed),
      process_(plan.arrivals->make({plan.stop, seed, plan.name, share})) {
  if (plan.max_in_flight) {
    // The parts of all shares add up to the cap exactly.
    const auto cap = static_cast<std::uint64_t>(*plan.max_in_flight);
    const std::uint64_t part =
        cap * (share.index + 1) / share.count - cap * share.index / share.count;
    cap_ = static_cast<std::int64_t>(part);
  }
}

std::optional<core::Duration> WorkloadFeed::next_intended() {
  if (ended_) return std::nullopt;
  if (!next_) {
    const load::Step step = process_->next();
    if (const auto* arrival = std::get_if<load::Arrival>(&step)) {
      next_ = *arrival;
    } else if (std::holds_alternative<load::Ended>(step)) {
      ended_ = true;
    }
  }
  if (!next_) return std::nullopt;
  return next_->intended;
}

load::Arrival WorkloadFeed::take_next() {
  const load::Arrival arrival = *next_;
  next_.reset();
  return arrival;
}

load::Arrival WorkloadFeed::take_queued() {
  const load::Arrival arrival = queue_.front();
  queue_.pop_front();
  return arrival;
}

void WorkloadFeed::on_finished(core::Duration at) {
  --in_flight_;
  freed_at_ = at;
  process_->on_finished(at);
}

bool WorkloadFeed::done() const { return ended_ && !next_ && queue_.empty() && in_flight_ == 0; }

}  // namespace orbench::run
