#include "harness/run/dispatcher.h"

#include <algorithm>
#include <utility>

#include "harness/run/follow_up.h"
#include "harness/run/planned_cancel.h"

namespace orbench::run {
namespace {

constexpr int kStartsPerTurn = 64;  // then the sockets get their turn
constexpr core::Duration kLateAfter = std::chrono::milliseconds{5};
constexpr core::Duration kSpoiledAfter = std::chrono::milliseconds{1};
constexpr core::Duration kIdleWake = std::chrono::milliseconds{100};   // to tell how it stands
constexpr core::Duration kLookAtGate = std::chrono::milliseconds{20};  // for other workers
constexpr core::Duration kRetryAfter = std::chrono::milliseconds{1};   // a cap shared by workers

std::int64_t to_us(core::Duration d) { return d.count() / 1000; }

}  // namespace

Dispatcher::Dispatcher(const Parts& parts, std::uint64_t worker, std::uint64_t workers)
    : parts_(parts), free_slots_(parts.plan.workloads.size()), writer_(parts.plan, parts.target) {
  for (std::size_t i = 0; i < parts.plan.loads.size(); ++i) {
    const auto share = LoadFeed::share_of(parts.plan.loads[i], worker, workers);
    SegmentGate* const gate = parts.gates == nullptr ? nullptr : (*parts.gates)[i].get();
    feeds_.push_back(share ? std::make_unique<LoadFeed>(parts.plan, i, *share, gate) : nullptr);
  }
}

core::Duration Dispatcher::advance(core::Duration lately) {
  now_ = lately;
  if (is_settled_ && lately < wake_ && !parts_.ledger.stopped()) return wake_;
  const core::Duration now = parts_.clock.now();
  // Of a search that steps the target's clock each turn is asked; what ends meanwhile, too, calls
  // for another look.
  is_settled_ = !parts_.target.step_clock;
  if (parts_.ledger.abandoned()) cancel_all();
  expire_deadlines(now);

  core::Duration wake = now + kIdleWake;
  blocked_by_ledger_ = false;
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    if (feeds_[i] == nullptr) continue;
    LoadFeed& feed = *feeds_[i];
    if (parts_.ledger.stopped()) stop_feeding(feed);
    step_clock(feed, now);
    if (feed_due(i, now)) wake = now;
    // A cell that has the load to itself is measured from when its segment begins.
    if (const auto cell = feed.take_begun_cell()) {
      parts_.recorder.cells()[*cell].window = feed.window();
    }
    if (const auto next = feed.next_intended()) wake = std::min(wake, epoch_ + *next);
    if (feed.waits_at_gate()) wake = std::min(wake, now + kLookAtGate);
  }
  if (blocked_by_ledger_) wake = std::min(wake, now + kRetryAfter);
  if (const auto next = deadlines_.next()) wake = std::min(wake, *next);
  now_ = parts_.clock.now();
  return wake_ = wake;
}

void Dispatcher::step_clock(LoadFeed& feed, core::Duration now) {
  if (!parts_.target.step_clock) return;
  const auto by = feed.wanted_step(now - epoch_);
  if (!by) return;
  parts_.target.step_clock(*by);
  feed.on_stepped(*by);
}

bool Dispatcher::feed_due(std::size_t index, core::Duration now) {
  LoadFeed& feed = *feeds_[index];
  int started = 0;
  while (feed.has_queued() && feed.has_room() && started < kStartsPerTurn) {
    Due due = feed.take_queued();
    const core::Duration admitted = epoch_ + std::max(feed.freed_at(), due.intended);
    const Start result = try_start(index, due, admitted);
    if (result == Start::kNoRoom) {
      feed.enqueue_front(std::move(due));
      break;
    }
    if (result == Start::kStopped) {
      give_up(due, "the run was stopped");
      return false;
    }
    ++started;
  }
  while (started < kStartsPerTurn) {
    const auto intended = feed.next_intended();
    if (!intended || epoch_ + *intended > now) return false;
    started += take_next(index) ? 1 : 0;
  }
  return true;
}

bool Dispatcher::take_next(std::size_t index) {
  LoadFeed& feed = *feeds_[index];
  Due due = feed.take_next();
  if (!due.arrival.warmup && !due.follows()) ++planned_;
  ++progress_.offered;
  // Behind a queue no one is served out of turn.
  const Start result =
      feed.has_queued() ? Start::kNoRoom : try_start(index, due, epoch_ + due.intended);
  if (result == Start::kStarted) return true;
  if (result == Start::kStopped) {
    give_up(due, "the run was stopped");
    feed.end();
  } else if (feed.plan().overload == scenario::Overload::kDrop) {
    ++dropped_;
    give_up(due, "dropped: max_in_flight was reached");
    feed.on_arrival_over(due.intended);
  } else {
    feed.enqueue(std::move(due));
  }
  return false;
}

Dispatcher::Start Dispatcher::try_start(std::size_t index, Due& due, core::Duration admitted) {
  if (!feeds_[index]->has_room()) return Start::kNoRoom;
  switch (parts_.ledger.enter()) {
    case Ledger::Admission::kStopped:
      return Start::kStopped;
    case Ledger::Admission::kInFlightFull:
      blocked_by_ledger_ = true;
      return Start::kNoRoom;
    case Ledger::Admission::kGranted:
      break;
  }
  // Only the rendered request says what it may cost at most.
  const core::HttpRequest& rendered = writer_.render(due);
  const core::Usd worst = parts_.plan.cells[due.deal.cell].cost.worst(rendered.body.size());
  if (!parts_.ledger.commit(worst)) return Start::kStopped;
  Slot& slot = acquire(due.deal.workload);
  slot.feed = index;
  slot.due = std::move(due);
  slot.worst_case = worst;
  dispatch(slot, rendered, admitted);
  return Start::kStarted;
}

void Dispatcher::dispatch(Slot& slot, const core::HttpRequest& rendered, core::Duration admitted) {
  const Due& due = slot.due;
  const WorkloadPlan& workload = parts_.plan.workloads[due.deal.workload];
  PlannedCancel cancel;
  if (workload.cancel) {
    cancel = plan_cancel(*workload.cancel, parts_.plan.seed, workload.name, due);
  }
  InFlight& request = *slot.request;
  const core::Duration dispatched = parts_.clock.now();
  const CellPlan& cell = parts_.plan.cells[due.deal.cell];
  LoadFeed& feed = *feeds_[slot.feed];
  request.begin({due, cancel, cell.request->asked(), workload.retries.on(), epoch_, admitted,
                 dispatched, &workload.timeouts, &workload.job,
                 cell.content.empty() ? nullptr : &cell.content, feed.is_search(),
                 feed.telling_ages()});
  feed.on_started();
  ++progress_.in_flight;
  note_lateness(slot, admitted, dispatched);

  request.review_deadline();
  const auto id = parts_.transport.start(rendered, request);
  if (id) {
    request.set_transfer(*id);
  } else {
    request.fail_to_start(parts_.clock.now(), id.error().message);
  }
}

void Dispatcher::note_lateness(const Slot& slot, core::Duration admitted,
                               core::Duration dispatched) {
  const core::Duration lag = dispatched - admitted;
  send_lag_.record(to_us(lag));
  if (lag > kLateAfter) ++late_;
  const auto window_end = feeds_[slot.feed]->window().end;
  if (!window_end || slot.due.arrival.warmup || slot.due.follows()) return;
  const core::Duration end = epoch_ + *window_end;
  if (admitted <= end && dispatched > end + kLateAfter) ++missed_;
}

bool Dispatcher::read_was_late() const { return parts_.transport.read_lateness() > kSpoiledAfter; }

Dispatcher::Slot& Dispatcher::acquire(std::size_t workload) {
  std::vector<std::uint32_t>& free = free_slots_[workload];
  if (free.empty()) {
    const auto index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back().request =
        std::make_unique<InFlight>(*this, index, *parts_.plan.workloads[workload].endpoint);
    return slots_.back();
  }
  const std::uint32_t index = free.back();
  free.pop_back();
  return slots_[index];
}

void Dispatcher::record_not_sent(const Due& due, const char* why) {
  metrics::Sample sample;
  describe_due(due, sample);
  sample.outcome = core::Outcome::kNotSent;
  sample.error = why;
  parts_.recorder.add(sample);
  parts_.sink.add(sample);
  const WorkloadPlan& workload = parts_.plan.workloads[due.deal.workload];
  feeds_[workload.load]->on_answer({sample, due.arrival.seq, {}});
}

void Dispatcher::give_up(Due& due, const char* why) {
  record_not_sent(due, why);
  lose_turns(due);
}

void Dispatcher::lose_turns(Due& due) {
  while (become_lost_turn(due)) {
    ++progress_.offered;
    record_not_sent(due, "the conversation had ended");
  }
}

void Dispatcher::stop_feeding(LoadFeed& feed) {
  feed.end();
  while (feed.has_queued()) {
    Due due = feed.take_queued();
    give_up(due, "still queued when the run was stopped");
  }
  while (auto due = feed.abandon_follower()) {
    ++progress_.offered;
    give_up(*due, "the run was stopped before it was due");
  }
}

bool Dispatcher::done() const {
  if (progress_.in_flight > 0) return false;
  return std::all_of(feeds_.begin(), feeds_.end(),
                     [](const auto& feed) { return feed == nullptr || feed->done(); });
}

Progress Dispatcher::progress() const {
  Progress copy = progress_;
  copy.elapsed = std::max(parts_.clock.now() - epoch_, core::Duration{0});
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    copy.queued += static_cast<std::int64_t>(feed->queued());
    copy.add_search(feed->search_standing());
  }
  return copy;
}

std::vector<results::SearchReport> Dispatcher::search_reports() const {
  std::vector<results::SearchReport> reports;
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    if (auto report = feed->search_report(parts_.clock.now() - epoch_)) {
      reports.push_back(*std::move(report));
    }
  }
  return reports;
}

void Dispatcher::record_max_in_flight() {
  for (std::size_t i = 0; i < parts_.plan.cells.size(); ++i) {
    const CellPlan& cell = parts_.plan.cells[i];
    const auto& feed = feeds_[parts_.plan.workloads[cell.workload].load];
    if (feed != nullptr) parts_.recorder.cells()[i].max_in_flight = feed->max_in_flight();
  }
}

}  // namespace orbench::run
