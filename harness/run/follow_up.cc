#include "harness/run/follow_up.h"

#include <memory>
#include <string>

#include "harness/protocol/answer_text.h"
#include "harness/protocol/conversation.h"
#include "harness/run/request_writer.h"
#include "harness/run/retry_rule.h"

namespace orbench::run {
namespace {

void enter_turn(core::Duration intended, Due& due) {
  due.turn = due.conversation->session.turn();
  ++due.seq;
  due.attempt = 1;
  due.intended = due.call_intended = intended;
}

}  // namespace

Due first_of(const RunPlan& plan, const load::Arrival& arrival, const Deal& deal) {
  const WorkloadPlan& workload = plan.workloads[deal.workload];
  Due due;
  due.arrival = arrival;
  due.deal = deal;
  due.seq = deal.seq;
  due.intended = due.call_intended = arrival.intended;
  if (!workload.session) return due;
  const std::uint64_t stream = core::Rng(plan.seed, workload.name).next();
  const core::Rng pauses(stream, arrival.warmup ? "session/warmup" : "session", deal.seq);
  due.conversation =
      std::make_unique<Conversation>(Conversation{load::Session(*workload.session, pauses), {}});
  due.turn = due.conversation->session.turn();
  due.seq = deal.seq * workload.session->turns;
  return due;
}

std::optional<core::Duration> next_attempt_at(const RunPlan& plan, const Due& due,
                                              const Ending& ending) {
  const WorkloadPlan& workload = plan.workloads[due.deal.workload];
  if (!workload.retries.on()) return std::nullopt;
  const auto pause = pause_before_retry(workload.retries, ending.sample, ending.retry_after,
                                        retry_chance(plan.seed, workload.name, due));
  if (!pause) return std::nullopt;
  return ending.closed + *pause;
}

void become_attempt(core::Duration intended, Due& due) {
  ++due.attempt;
  due.intended = intended;
}

bool become_next_turn(const RunPlan& plan, const Ending& ending, Due& due) {
  if (due.conversation == nullptr) return false;
  Conversation& talk = *due.conversation;
  const bool answered = ending.sample.outcome == core::Outcome::kOk || ending.on_purpose;
  const auto intended = talk.session.next(ending.closed, answered);
  if (!intended) return false;
  const WorkloadPlan& workload = plan.workloads[due.deal.workload];
  workload.follow_ups->append_turn(RequestWriter::context_of(plan, due),
                                   protocol::answer_text(ending.body), talk.session.follow_up(),
                                   talk.history);
  enter_turn(*intended, due);
  return true;
}

bool become_lost_turn(Due& due) {
  if (due.conversation == nullptr || due.conversation->session.turns_left() == 0) return false;
  due.conversation->session.skip_turn();
  enter_turn(due.intended, due);
  return true;
}

}  // namespace orbench::run
