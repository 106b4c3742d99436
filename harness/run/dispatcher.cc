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
constexpr core::Duration kIdleWake = std::chrono::milliseconds{20};   // to notice a stop
constexpr core::Duration kRetryAfter = std::chrono::milliseconds{1};  // a cap shared by workers

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

core::Duration Dispatcher::advance(core::Duration lag) {
  turn_was_late_ = lag > kSpoiledAfter;
  const core::Duration now = parts_.clock.now();
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
  }
  if (blocked_by_ledger_) wake = std::min(wake, now + kRetryAfter);
  if (const auto next = deadlines_.next()) wake = std::min(wake, *next);
  return wake;
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
  request.begin({due, cancel, cell.request->asked(), workload.retries.on(), epoch_, admitted,
                 dispatched, &workload.timeouts, &workload.job,
                 cell.content.empty() ? nullptr : &cell.content,
                 feeds_[slot.feed]->telling_ages()});
  feeds_[slot.feed]->on_started();
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

void Dispatcher::queue_deadline(InFlight& request) {
  request.queued_deadline = request.deadline().at;
  deadlines_.push({request.queued_deadline, request.slot()});
}

void Dispatcher::expire_deadlines(core::Duration now) {
  while (const auto due = deadlines_.pop_due(now)) {
    InFlight& request = *slots_[due->slot].request;
    if (due->at != request.queued_deadline) continue;  // an earlier entry came after this one
    request.queued_deadline = core::Duration::max();
    if (!request.open()) continue;
    const InFlight::Deadline deadline = request.deadline();
    if (deadline.at > now) {
      queue_deadline(request);  // it had moved later: queue the new instant
      continue;
    }
    if (deadline.tells) {
      tell_age(request, now);
    } else if (deadline.why == Cut::kNone) {
      start_next_exchange(request);
    } else {
      cut(request, deadline.why);
    }
  }
}

void Dispatcher::tell_age(InFlight& request, core::Duration now) {
  const Slot& slot = slots_[request.slot()];
  const metrics::Sample& so_far = request.tell_age();
  feeds_[slot.feed]->on_glimpse({so_far, slot.due.arrival.seq, now - epoch_});
  request.review_deadline();
}

void Dispatcher::start_next_exchange(InFlight& request) {
  const core::HttpRequest next =
      writer_.render_next_exchange(request.sample().cell, request.reader());
  request.begin_next_exchange(parts_.clock.now());
  const auto id = parts_.transport.start(next, request);
  if (id) {
    request.set_transfer(*id);
  } else {
    request.fail_to_start(parts_.clock.now(), id.error().message);
  }
}

void Dispatcher::cut(InFlight& request, Cut why) {
  request.cut(why);
  if (request.waiting()) {
    request.give_up(parts_.clock.now());
  } else {
    parts_.transport.cancel(request.transfer());
  }
}

void Dispatcher::cancel_all() {
  if (cancelled_) return;
  cancelled_ = true;
  for (const Slot& slot : slots_) {
    if (!slot.request->open()) continue;
    cut(*slot.request, Cut::kCancelled);  // ends in finished(), which makes no new slot
  }
}

void Dispatcher::finished(InFlight& request) {
  Slot& slot = slots_[request.slot()];
  const WorkloadPlan& workload = parts_.plan.workloads[slot.due.deal.workload];
  metrics::Sample& sample = request.sample();
  sample.error = parts_.target.key.redact(std::move(sample.error));
  for (metrics::ContentMark& mark : sample.content) {
    mark.found = parts_.target.key.redact(std::move(mark.found));
  }
  const core::Duration closed = request.closed_at() - epoch_;
  const Ending ending{sample, closed, request.cancelled_on_purpose(), request.retry_after(),
                      request.body()};
  const bool goes_on = !parts_.ledger.stopped();
  const auto again =
      goes_on ? next_attempt_at(parts_.plan, slot.due, ending) : std::optional<core::Duration>{};
  sample.retried = again.has_value();
  if (sample.outcome == core::Outcome::kOk) {
    const metrics::ObjectiveAnswer answer = metrics::judge_call(workload.objectives, sample);
    sample.good = answer == metrics::ObjectiveAnswer::kMet;
    sample.objectives_undefined = answer == metrics::ObjectiveAnswer::kUndefined;
  }
  parts_.recorder.add(sample, {request.gaps(), request.spoiled_gaps()});
  parts_.sink.add(sample);

  settle_request(parts_.ledger, parts_.settler, slot.worst_case, sample);
  LoadFeed& feed = *feeds_[slot.feed];
  feed.on_closed(closed);
  feed.on_answer({sample, slot.due.arrival.seq, request.advice()});
  if (again) {
    become_attempt(*again, slot.due);
    feed.follow(std::move(slot.due));
  } else if (goes_on && become_next_turn(parts_.plan, ending, slot.due)) {
    feed.follow(std::move(slot.due));
  } else {
    lose_turns(slot.due);
    feed.on_arrival_over(closed);
  }
  progress_.count_ended(sample);
  free_slots_[slot.due.deal.workload].push_back(request.slot());
}

bool Dispatcher::done() const {
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
