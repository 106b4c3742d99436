#include "harness/run/in_flight.h"

#include <algorithm>

namespace orbench::run {
namespace {

metrics::ReasoningClass classify_reasoning(const protocol::ResponseFacts& facts) {
  if (facts.reasoning_text) return metrics::ReasoningClass::kText;
  if (facts.reasoning_opaque) return metrics::ReasoningClass::kOpaque;
  if (facts.usage.reasoning_tokens.value_or(0) > 0) return metrics::ReasoningClass::kHidden;
  return metrics::ReasoningClass::kNone;
}

void copy_timeline(const protocol::TokenTimeline& timeline, metrics::Sample& sample) {
  sample.at.first_comment = timeline.first_comment;
  sample.at.first_event = timeline.first_event;
  sample.at.first_reasoning = timeline.first_reasoning;
  sample.at.first_answer = timeline.first_answer;
  sample.at.last_token = timeline.last_token;
  sample.at.usage = timeline.usage;
  sample.at.done = timeline.done;
  sample.events = timeline.events;
  sample.token_events = timeline.token_events;
  sample.token_reads = timeline.token_reads;
  sample.coalesced = timeline.coalesced;
  sample.comments = timeline.comments;
  sample.token_bytes = timeline.token_bytes;
  sample.first_read_bytes = timeline.first_read_bytes;
  sample.answer_bytes = timeline.answer_bytes;
  sample.answer_first_read_bytes = timeline.answer_first_read_bytes;
}

std::string_view describe(Cut cut) {
  switch (cut) {
    case Cut::kConnectTimeout:
      return "no ready connection within connect_ms";
    case Cut::kFirstTokenTimeout:
      return "no token within first_token_ms";
    case Cut::kIdleTimeout:
      return "silence for idle_ms";
    case Cut::kTotalTimeout:
      return "not finished within total_ms";
    case Cut::kCancelled:
      return "cut when the run ended";
    case Cut::kLingering:
    case Cut::kNone:
      break;
  }
  return "";
}

}  // namespace

InFlight::InFlight(InFlightOwner& owner, std::uint32_t slot, const protocol::Endpoint& endpoint)
    : owner_(owner), slot_(slot), reader_(endpoint.make_reader()) {}

void InFlight::begin(const Start& start) {
  open_ = true;
  streaming_ = start.asked.stream;
  cut_ = Cut::kNone;
  transfer_ = 0;
  timeouts_ = start.timeouts;
  epoch_ = start.epoch;
  dispatched_ = start.dispatched;
  sent_at_ = last_byte_ = last_token_read_ = closed_at_ = core::Duration{0};
  gaps_.clear();
  spoiled_gaps_ = 0;
  reader_->reset();
  reader_->expect(start.asked);
  sample_.reset();
  sample_.seq = start.arrival.seq;
  sample_.cell = start.cell;
  sample_.block = start.block;
  sample_.phase = start.arrival.warmup ? metrics::Phase::kWarmup : metrics::Phase::kMeasured;
  sample_.at.intended = core::Stamp(start.arrival.intended);
  sample_.at.admitted = stamp(start.admitted);
  sample_.at.dispatched = stamp(start.dispatched);
}

void InFlight::fail_to_start(core::Duration at, const std::string& why) {
  on_closed(at, {transport::TransferEnd::kConnectError, why, {}, 0});
}

InFlight::Deadline InFlight::deadline() const {
  Deadline next{dispatched_ + timeouts_->total, Cut::kTotalTimeout};
  const auto consider = [&next](core::Duration at, Cut why) {
    if (at < next.at) next = {at, why};
  };
  if (!sample_.at.sent.is_set()) {
    consider(dispatched_ + timeouts_->connect, Cut::kConnectTimeout);
    return next;
  }
  const protocol::TokenTimeline& timeline = reader_->timeline();
  if (reader_->terminated()) {
    consider(last_byte_ + kLinger, Cut::kLingering);
    return next;
  }
  if (streaming_ && !timeline.last_token.is_set()) {
    consider(sent_at_ + timeouts_->first_token, Cut::kFirstTokenTimeout);
  }
  if (last_byte_ > core::Duration{0}) {
    consider(last_byte_ + timeouts_->idle, Cut::kIdleTimeout);
  }
  return next;
}

void InFlight::review_deadline() {
  if (deadline().at < queued_deadline) owner_.queue_deadline(*this);
}

void InFlight::on_sent(core::Duration at) {
  sent_at_ = at;
  sample_.at.sent = stamp(at);
  review_deadline();
}

void InFlight::on_head(core::Duration at, const core::ResponseHead& head) {
  sample_.at.headers = stamp(at);
  sample_.status = head.status;
  last_byte_ = at;
  reader_->on_head(head);
  review_deadline();
}

void InFlight::note_gap(core::Duration at) {
  if (at == last_token_read_) return;  // a further piece of the same read
  if (last_token_read_ > core::Duration{0}) {
    if (owner_.turn_was_late()) {
      ++spoiled_gaps_;
    } else if (gaps_.size() < kMaxGaps) {
      gaps_.push_back(at - last_token_read_);
    }
  }
  last_token_read_ = at;
}

bool InFlight::on_bytes(core::Duration at, std::string_view bytes) {
  last_byte_ = at;
  const bool more = reader_->on_bytes(stamp(at), bytes);
  if (reader_->timeline().read_had_token()) note_gap(at);
  review_deadline();
  return more;
}

void InFlight::fill_from_reader(const transport::TransferResult& result) {
  const protocol::ResponseFacts& facts = reader_->facts();
  copy_timeline(reader_->timeline(), sample_);
  sample_.outcome = decide_outcome(cut_, result.end, facts.verdict, reader_->terminated());
  sample_.limit_owner = facts.limit_owner;
  sample_.stream = facts.stream;
  sample_.cached = facts.cached;
  sample_.product = facts.product;
  sample_.items = facts.items;
  sample_.audio = facts.audio;
  sample_.reasoning = classify_reasoning(facts);
  sample_.usage = {facts.usage.prompt_tokens, facts.usage.output_tokens,
                   facts.usage.reasoning_tokens, facts.usage.cached_tokens, facts.usage.cost};
  sample_.provider = facts.served.provider;
  sample_.model = facts.served.model;
  sample_.tier = facts.served.tier;
  sample_.generation_id = facts.served.generation_id;
  sample_.finish_reason = facts.served.finish_reason;
  if (sample_.outcome == core::Outcome::kOk) return;
  sample_.error = facts.error;
  if (cut_ != Cut::kNone && cut_ != Cut::kLingering) {
    sample_.error = describe(cut_);
  } else if (!result.error.empty() && result.end != transport::TransferEnd::kAborted) {
    sample_.error = result.error;
  }
  if (sample_.error.size() > metrics::Sample::kMaxErrorBytes) {
    sample_.error.resize(metrics::Sample::kMaxErrorBytes);
  }
}

void InFlight::on_closed(core::Duration at, const transport::TransferResult& result) {
  closed_at_ = at;
  open_ = false;
  reader_->finish(stamp(at), result.end == transport::TransferEnd::kComplete);
  sample_.at.closed = stamp(at);
  sample_.dns = result.timing.dns;
  sample_.connect = result.timing.connect;
  sample_.tls = result.timing.tls;
  sample_.connection_reused = result.timing.connection_reused;
  sample_.bytes_received = result.bytes_received;
  fill_from_reader(result);
  owner_.finished(*this);
}

}  // namespace orbench::run
