#include "harness/run/load_feed.h"

#include <utility>
#include <variant>

#include "harness/run/follow_up.h"

namespace orbench::run {
namespace {

/// The order of a heap whose top is the earliest.
bool is_later(const Due& a, const Due& b) { return a.intended > b.intended; }

}  // namespace

std::optional<load::Share> LoadFeed::share_of(const LoadPlan& plan, std::uint64_t worker,
                                              std::uint64_t workers) {
  std::uint64_t count = std::min(workers, plan.arrivals->max_shares());
  if (plan.max_in_flight) {
    count = std::min(count, static_cast<std::uint64_t>(*plan.max_in_flight));
  }
  if (worker >= count) return std::nullopt;
  return load::Share{worker, count};
}

LoadFeed::LoadFeed(const RunPlan& plan, std::size_t load, load::Share share)
    : run_(plan),
      plan_(plan.loads[load]),
      members_(plan_, plan.seed),
      process_(plan_.arrivals->make({plan_.stop, plan.seed, plan_.name, share})) {
  for (const LoadPlan::Member& member : plan_.members) {
    cells_.emplace_back(plan.workloads[member.workload], plan_.stop, plan.seed);
  }
  if (plan_.max_in_flight) {
    // The parts of all shares add up to the cap exactly.
    const auto cap = static_cast<std::uint64_t>(*plan_.max_in_flight);
    const std::uint64_t part =
        cap * (share.index + 1) / share.count - cap * share.index / share.count;
    cap_ = static_cast<std::int64_t>(part);
  }
}

std::optional<core::Duration> LoadFeed::next_intended() {
  if (!ended_ && !next_) {
    const load::Step step = process_->next();
    if (const auto* arrival = std::get_if<load::Arrival>(&step)) {
      next_ = *arrival;
    } else if (std::holds_alternative<load::Ended>(step)) {
      ended_ = true;
    }
  }
  std::optional<core::Duration> earliest;
  if (next_) earliest = next_->intended;
  if (!followers_.empty() && (!earliest || followers_.front().intended < *earliest)) {
    earliest = followers_.front().intended;
  }
  return earliest;
}

Due LoadFeed::take_next() {
  const bool follower_first =
      !followers_.empty() && (!next_ || followers_.front().intended < next_->intended);
  if (follower_first) return take_follower();
  const load::Arrival arrival = *next_;
  next_.reset();
  return first_of(run_, arrival, deal(arrival));
}

Deal LoadFeed::deal(const load::Arrival& arrival) {
  const WeightDealer::Part part = members_.part_of(arrival.seq, arrival.warmup);
  CellDealer& cells = cells_[part.member];
  return {plan_.members[part.member].workload, cells.cell_of(part.seq, arrival.warmup),
          cells.block_of(arrival), part.seq};
}

Due LoadFeed::take_queued() {
  Due due = std::move(queue_.front());
  queue_.pop_front();
  return due;
}

void LoadFeed::follow(Due due) {
  followers_.push_back(std::move(due));
  std::push_heap(followers_.begin(), followers_.end(), is_later);
}

Due LoadFeed::take_follower() {
  std::pop_heap(followers_.begin(), followers_.end(), is_later);
  Due due = std::move(followers_.back());
  followers_.pop_back();
  return due;
}

std::optional<Due> LoadFeed::abandon_follower() {
  if (followers_.empty()) return std::nullopt;
  return take_follower();
}

void LoadFeed::on_closed(core::Duration at) {
  --in_flight_;
  freed_at_ = at;
}

bool LoadFeed::done() const {
  return ended_ && !next_ && queue_.empty() && followers_.empty() && in_flight_ == 0;
}

}  // namespace orbench::run
