#include "harness/run/dispatcher.h"

#include <algorithm>

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
    : parts_(parts), free_slots_(parts.plan.workloads.size()) {
  for (const WorkloadPlan& workload : parts.plan.workloads) {
    const auto share = WorkloadFeed::share_of(workload, worker, workers);
    feeds_.push_back(share ? std::make_unique<WorkloadFeed>(workload, parts.plan.seed, *share)
                           : nullptr);
  }
  prepare_requests();
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
    WorkloadFeed& feed = *feeds_[i];
    if (parts_.ledger.stopped()) stop_feeding(feed);
    if (feed_due(feed, i, now)) wake = now;
    if (const auto next = feed.next_intended()) wake = std::min(wake, epoch_ + *next);
  }
  if (blocked_by_ledger_) wake = std::min(wake, now + kRetryAfter);
  if (const auto next = deadlines_.next()) wake = std::min(wake, *next);
  return wake;
}

bool Dispatcher::feed_due(WorkloadFeed& feed, std::size_t index, core::Duration now) {
  int started = 0;
  while (feed.has_queued() && feed.has_room() && started < kStartsPerTurn) {
    const load::Arrival arrival = feed.take_queued();
    const core::Duration admitted = epoch_ + std::max(feed.freed_at(), arrival.intended);
    const Start result = try_start(feed, index, arrival, admitted);
    if (result == Start::kNoRoom) {
      feed.enqueue_front(arrival);
      break;
    }
    if (result == Start::kStopped) {
      record_not_sent(feed, arrival, "the run was stopped");
      return false;
    }
    ++started;
  }
  while (started < kStartsPerTurn) {
    const auto intended = feed.next_intended();
    if (!intended || epoch_ + *intended > now) return false;
    started += take_arrival(feed, index) ? 1 : 0;
  }
  return true;
}

bool Dispatcher::take_arrival(WorkloadFeed& feed, std::size_t index) {
  const load::Arrival arrival = feed.take_next();
  if (!arrival.warmup) ++planned_;
  ++progress_.offered;
  // Behind a queue no one is served out of turn.
  const Start result = feed.has_queued()
                           ? Start::kNoRoom
                           : try_start(feed, index, arrival, epoch_ + arrival.intended);
  if (result == Start::kStarted) return true;
  if (result == Start::kStopped) {
    record_not_sent(feed, arrival, "the run was stopped");
    feed.end();
  } else if (feed.plan().overload == scenario::Overload::kDrop) {
    ++dropped_;
    record_not_sent(feed, arrival, "dropped: max_in_flight was reached");
  } else {
    feed.enqueue(arrival);
  }
  return false;
}

Dispatcher::Start Dispatcher::try_start(WorkloadFeed& feed, std::size_t index,
                                        const load::Arrival& arrival, core::Duration admitted) {
  if (!feed.has_room()) return Start::kNoRoom;
  switch (parts_.ledger.admit()) {
    case Ledger::Admission::kStopped:
      return Start::kStopped;
    case Ledger::Admission::kInFlightFull:
      blocked_by_ledger_ = true;
      return Start::kNoRoom;
    case Ledger::Admission::kGranted:
      break;
  }
  dispatch(feed, index, arrival, admitted);
  return Start::kStarted;
}

void Dispatcher::prepare_requests() {
  for (const CellPlan& cell : parts_.plan.cells) {
    core::HttpRequest request;
    request.headers = parts_.plan.workloads[cell.workload].headers;
    if (!parts_.target.key.empty()) {
      request.headers.push_back({"Authorization", "Bearer " + parts_.target.key.reveal()});
    }
    requests_.push_back(std::move(request));
  }
}

const core::HttpRequest& Dispatcher::render(std::uint32_t cell, const load::Arrival& arrival) {
  core::HttpRequest& request = requests_[cell];
  request.url = parts_.target.base_url;
  const CellPlan& plan = parts_.plan.cells[cell];
  const std::uint64_t round = arrival.seq / parts_.plan.workloads[plan.workload].cells;
  plan.request->render({parts_.plan.seed, arrival.seq, arrival.warmup, cell, round}, request);
  return request;
}

void Dispatcher::dispatch(WorkloadFeed& feed, std::size_t index, const load::Arrival& arrival,
                          core::Duration admitted) {
  const std::uint32_t cell_index = feed.dealer().cell_of(arrival);
  const CellPlan& cell = parts_.plan.cells[cell_index];
  const core::HttpRequest& rendered = render(cell_index, arrival);

  InFlight& request = acquire(index);
  const core::Duration dispatched = parts_.clock.now();
  request.begin({arrival, cell_index, feed.dealer().block_of(arrival), cell.request->asked(),
                 epoch_, admitted, dispatched, &feed.plan().timeouts});
  feed.on_started();
  ++progress_.in_flight;
  const core::Duration lag = dispatched - admitted;
  send_lag_.record(to_us(lag));
  if (lag > kLateAfter) ++late_;
  if (const auto& stop = feed.plan().stop; stop.duration && !arrival.warmup) {
    const core::Duration window_end = epoch_ + stop.warmup + *stop.duration;
    if (admitted <= window_end && dispatched > window_end + kLateAfter) ++missed_;
  }

  request.review_deadline();
  const auto id = parts_.transport.start(rendered, request);
  if (id) {
    request.set_transfer(*id);
  } else {
    request.fail_to_start(parts_.clock.now(), id.error().message);
  }
}

InFlight& Dispatcher::acquire(std::size_t workload) {
  std::vector<std::uint32_t>& free = free_slots_[workload];
  if (free.empty()) {
    const auto slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back(
        std::make_unique<InFlight>(*this, slot, *parts_.plan.workloads[workload].endpoint));
    slot_workload_.push_back(workload);
    return *slots_.back();
  }
  const std::uint32_t slot = free.back();
  free.pop_back();
  return *slots_[slot];
}

void Dispatcher::record_not_sent(WorkloadFeed& feed, const load::Arrival& arrival,
                                 const char* why) {
  metrics::Sample sample;
  sample.seq = arrival.seq;
  sample.cell = feed.dealer().cell_of(arrival);
  sample.block = feed.dealer().block_of(arrival);
  sample.phase = arrival.warmup ? metrics::Phase::kWarmup : metrics::Phase::kMeasured;
  sample.outcome = core::Outcome::kNotSent;
  sample.at.intended = core::Stamp(arrival.intended);
  sample.error = why;
  parts_.recorder.add(sample);
  parts_.sink.add(sample);
}

void Dispatcher::stop_feeding(WorkloadFeed& feed) {
  feed.end();
  while (feed.has_queued()) {
    record_not_sent(feed, feed.take_queued(), "still queued when the run was stopped");
  }
}

void Dispatcher::queue_deadline(InFlight& request) {
  request.queued_deadline = request.deadline().at;
  deadlines_.push({request.queued_deadline, request.slot()});
}

void Dispatcher::expire_deadlines(core::Duration now) {
  while (const auto due = deadlines_.pop_due(now)) {
    InFlight& request = *slots_[due->slot];
    if (due->at != request.queued_deadline) continue;  // an earlier entry came after this one
    request.queued_deadline = core::Duration::max();
    if (!request.open()) continue;
    const InFlight::Deadline deadline = request.deadline();
    if (deadline.at > now) {
      queue_deadline(request);  // it had moved later: queue the new instant
      continue;
    }
    request.cut(deadline.why);
    parts_.transport.cancel(request.transfer());
  }
}

void Dispatcher::cancel_all() {
  if (cancelled_) return;
  cancelled_ = true;
  for (const auto& slot : slots_) {
    if (!slot->open()) continue;
    slot->cut(Cut::kCancelled);
    parts_.transport.cancel(slot->transfer());  // ends in finished(), which makes no new slot
  }
}

void Dispatcher::finished(InFlight& request) {
  metrics::Sample& sample = request.sample();
  sample.error = parts_.target.key.redact(std::move(sample.error));
  const std::size_t workload = slot_workload_[request.slot()];
  const auto& objectives = parts_.plan.workloads[workload].objectives;
  const bool ok = sample.outcome == core::Outcome::kOk;
  const metrics::ObjectiveAnswer answer = metrics::judge_all(objectives, sample);
  sample.good = ok && answer == metrics::ObjectiveAnswer::kMet;
  sample.objectives_undefined = ok && answer == metrics::ObjectiveAnswer::kUndefined;
  parts_.recorder.add(sample, {request.gaps(), request.spoiled_gaps()});
  parts_.sink.add(sample);

  const bool never_billed =
      sample.outcome == core::Outcome::kConnectError || sample.outcome == core::Outcome::kTlsError;
  parts_.ledger.settle(never_billed ? core::Usd{} : sample.usage.cost);
  feeds_[workload]->on_finished(request.closed_at() - epoch_);
  free_slots_[workload].push_back(request.slot());

  --progress_.in_flight;
  ++progress_.ended;
  if (ok) {
    ++progress_.ok;
    const core::Stamp first = sample.at.first_token();
    if (first.is_set() && sample.stream) {
      progress_.ttft.record(to_us(first.since_epoch() - sample.at.sent.since_epoch()));
    }
  } else if (sample.outcome != core::Outcome::kCancelled) {
    ++progress_.errors;
  }
  progress_.spent += sample.usage.cost.value_or(core::Usd{});
}

bool Dispatcher::done() const {
  return std::all_of(feeds_.begin(), feeds_.end(),
                     [](const auto& feed) { return feed == nullptr || feed->done(); });
}

Progress Dispatcher::progress() const {
  Progress copy = progress_;
  copy.elapsed = std::max(parts_.clock.now() - epoch_, core::Duration{0});
  for (const auto& feed : feeds_) {
    if (feed != nullptr) copy.queued += static_cast<std::int64_t>(feed->queued());
  }
  return copy;
}

void Dispatcher::record_max_in_flight() {
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    for (std::uint32_t i = 0; i < feed->plan().cells; ++i) {
      parts_.recorder.cells()[feed->plan().first_cell + i].max_in_flight = feed->max_in_flight();
    }
  }
}

}  // namespace orbench::run
