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

LoadFeed::LoadFeed(const RunPlan& plan, std::size_t load, load::Share share, SegmentGate* gate)
    : run_(plan), plan_(plan.loads[load]), share_(share), gate_(gate), members_(plan_, plan.seed) {
  make_process();
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

void LoadFeed::make_process() {
  const load::ArrivalContext context{plan_.stop, run_.seed, plan_.name, share_};
  if (plan_.search == nullptr) {
    process_ = plan_.arrivals->make(context);
    return;
  }
  auto made = plan_.search->make_search(context);
  search_ = made.get();
  process_ = std::move(made);
}

bool LoadFeed::drained() const {
  return !next_ && queue_.empty() && followers_.empty() && in_flight_ == 0;
}

metrics::Window LoadFeed::window() const {
  metrics::Window measured = plan_.window();
  measured.start += base_;
  if (measured.end) *measured.end += base_;
  return measured;
}

void LoadFeed::turn_segment() {
  if (gate_ == nullptr || segment_ + 1 >= plan_.segments || !drained()) return;
  if (!left_) gate_->leave(segment_, std::max(freed_at_, base_));
  left_ = true;
  const auto begin = gate_->begin_of(segment_ + 1);
  if (!begin) return;
  ++segment_;
  base_ = *begin;
  left_ = ended_ = false;
  begun_ = run_.workloads[plan_.members.front().workload].first_cell +
           static_cast<std::uint32_t>(segment_);
  make_process();
}

void LoadFeed::end() {
  ended_ = true;
  next_.reset();
  // Nobody waits at the gate any more: all hear of the end.
  segment_ = plan_.segments;
}

void LoadFeed::look() {
  const load::Step step = search_ != nullptr ? search_->peek() : process_->next();
  if (const auto* arrival = std::get_if<load::Arrival>(&step)) {
    next_ = *arrival;
  } else if (std::holds_alternative<load::Ended>(step)) {
    ended_ = true;
  }
}

void LoadFeed::on_answer(const search::Answer& answer) {
  if (search_ == nullptr) return;
  search_->on_answer(answer);
  next_.reset();
}

std::span<const core::Duration> LoadFeed::telling_ages() const {
  if (search_ == nullptr) return {};
  return search_->telling_ages();
}

void LoadFeed::on_glimpse(const search::Glimpse& glimpse) {
  if (search_ == nullptr) return;
  search_->on_glimpse(glimpse);
  next_.reset();
}

std::optional<core::Duration> LoadFeed::wanted_step(core::Duration now) const {
  if (search_ == nullptr || ended_) return std::nullopt;
  return search_->wanted_step(now);
}

void LoadFeed::on_stepped(core::Duration by) {
  search_->on_stepped(by);
  next_.reset();
}

std::string LoadFeed::search_standing() const {
  if (search_ == nullptr || ended_) return {};
  return search_->standing();
}

std::optional<results::SearchReport> LoadFeed::search_report(core::Duration at) const {
  if (search_ == nullptr) return std::nullopt;
  return search_->report(at);
}

std::optional<core::Duration> LoadFeed::next_intended() {
  if (ended_) turn_segment();
  if (!ended_ && !next_) look();
  std::optional<core::Duration> earliest;
  if (next_) earliest = base_ + next_->intended;
  if (!followers_.empty() && (!earliest || followers_.front().intended < *earliest)) {
    earliest = followers_.front().intended;
  }
  return earliest;
}

Due LoadFeed::take_next() {
  const bool follower_first =
      !followers_.empty() && (!next_ || followers_.front().intended < base_ + next_->intended);
  if (follower_first) return take_follower();
  const load::Arrival arrival = *next_;
  next_.reset();
  // A search was only looked at, since an answer might have changed its mind.
  if (search_ != nullptr) (void)search_->next();
  Due due = first_of(run_, arrival, deal(arrival));
  due.intended += base_;
  due.call_intended += base_;
  return due;
}

Deal LoadFeed::deal(const load::Arrival& arrival) {
  const WeightDealer::Part part = members_.part_of(arrival.seq, arrival.warmup);
  CellDealer& cells = cells_[part.member];
  const std::uint32_t index = plan_.members[part.member].workload;
  const WorkloadPlan& workload = run_.workloads[index];
  if (plan_.segments > 1) {
    return {index, workload.first_cell + static_cast<std::uint32_t>(segment_),
            cells.block_of(arrival), part.seq, part.seq};
  }
  if (arrival.variant > 0) {
    return {index, workload.first_cell + arrival.variant, cells.block_of(arrival), part.seq,
            part.seq};
  }
  return {index, cells.cell_of(part.seq, arrival.warmup), cells.block_of(arrival), part.seq,
          part.seq / workload.requests_per_round()};
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

bool LoadFeed::done() const { return ended_ && segment_ + 1 >= plan_.segments && drained(); }

}  // namespace orbench::run
