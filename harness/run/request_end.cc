// How the dispatcher's requests come to their end: by a deadline, a cut, or a reply.
#include <algorithm>
#include <utility>

#include "harness/run/dispatcher.h"
#include "harness/run/follow_up.h"

namespace orbench::run {

void Dispatcher::queue_deadline(InFlight& request) {
  request.queued_deadline = request.deadline().at;
  deadlines_.push({request.queued_deadline, request.slot()});
  wake_ = std::min(wake_, request.queued_deadline);
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
  is_settled_ = false;
  Slot& slot = slots_[request.slot()];
  const WorkloadPlan& workload = parts_.plan.workloads[slot.due.deal.workload];
  metrics::Sample& sample = request.sample();
  if (!sample.error.empty()) sample.error = parts_.target.key.redact(std::move(sample.error));
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
  parts_.recorder.add(sample, request.gaps());
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

}  // namespace orbench::run
