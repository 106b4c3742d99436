#include "harness/run/in_flight.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "harness/core/clock.h"
#include "harness/protocol/answer_text.h"
#include "harness/run/http_date.h"
#include "harness/run/reply_record.h"
#include "harness/run/retry_rule.h"

namespace orbench::run {
namespace {

constexpr std::size_t kMaxGaps = 65536;  // bounds a stream that never ends
constexpr core::Duration kLinger = std::chrono::seconds{1};

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
    case Cut::kQueueTimeout:
      return "the job was not begun within job.queue_timeout_ms";
    case Cut::kRenderTimeout:
      return "the job was not completed within job.render_timeout_ms";
    case Cut::kDownloadTimeout:
      return "the result was not here within job.download_timeout_ms";
    case Cut::kCancelled:
      return "cut when the run ended";
    case Cut::kPlannedCancel:
      return "cancelled on purpose";
    case Cut::kLingering:
    case Cut::kNone:
      break;
  }
  return "";
}

/// To the nearest, at most an hour and some.
std::uint32_t to_us(core::Duration gap) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min<std::int64_t>((gap.count() + 500) / 1000, kMost));
}

}  // namespace

InFlight::InFlight(InFlightOwner& owner, std::uint32_t slot, const protocol::Endpoint& endpoint)
    : owner_(owner), slot_(slot), reader_(endpoint.make_reader()) {}

void InFlight::begin(const Start& start) {
  open_ = true;
  streaming_ = start.asked.stream;
  waiting_ = false;
  prepares_ = start.asked.prepares;
  first_ = !prepares_;
  cut_ = Cut::kNone;
  cancel_ = start.cancel;
  advice_.reset();
  transfer_ = 0;
  timeouts_ = start.timeouts;
  job_ = start.job;
  phase_.reset();
  epoch_ = start.epoch;
  dispatched_ = handed_over_ = start.dispatched;
  sent_at_ = last_byte_ = last_token_read_ = closed_at_ = core::Duration{0};
  gaps_us_.clear();
  spoiled_gaps_ = 0;
  telling_ages_ = start.telling_ages;
  tells_time_ = start.tells_time;
  content_ = start.content;
  const std::size_t for_turns = start.due.conversation != nullptr ? protocol::kMaxAnswerBody : 0;
  body_.begin(std::max(for_turns, content_ != nullptr ? protocol::kMaxContentBody : 0));
  reader_->reset();
  reader_->expect(start.asked);
  sample_.reset();
  describe_due(start.due, sample_);
  if (start.has_retries) sample_.at.call_intended = core::Stamp(start.due.call_intended);
  sample_.at.admitted = stamp(start.admitted);
  sample_.at.dispatched = stamp(start.dispatched);
}

void InFlight::fail_to_start(core::Duration at, const std::string& why) {
  on_closed(at, {transport::TransferEnd::kConnectError, why, {}, 0});
}

void InFlight::begin_next_exchange(core::Duration at) {
  waiting_ = false;
  body_.clear();
  handed_over_ = at;
  sent_at_ = last_byte_ = core::Duration{0};
  review_deadline();
}

void InFlight::give_up(core::Duration at) {
  waiting_ = false;
  close(at, {transport::TransferEnd::kAborted, "", {}, 0});
}

InFlight::Deadline InFlight::phase_deadline() const {
  switch (*phase_) {
    case protocol::JobPhase::kQueue:
      return {phase_since_ + job_->queue_timeout, Cut::kQueueTimeout};
    case protocol::JobPhase::kRender:
      return {phase_since_ + job_->render_timeout, Cut::kRenderTimeout};
    case protocol::JobPhase::kDownload:
      break;
  }
  return {phase_since_ + job_->download_timeout, Cut::kDownloadTimeout};
}

InFlight::Deadline InFlight::deadline() const {
  Deadline next{dispatched_ + timeouts_->total, Cut::kTotalTimeout};
  const auto consider = [&next](core::Duration at, Cut why) {
    if (at < next.at) next = {at, why};
  };
  if (!telling_ages_.empty() && sample_.at.sent.is_set()) {
    const core::Duration at = epoch_ + sample_.at.sent.since_epoch() + telling_ages_.front();
    if (at < next.at) next = {at, Cut::kNone, true};
  }
  if (phase_) consider(phase_deadline().at, phase_deadline().why);
  if (waiting_) {
    consider(resume_at_, Cut::kNone);
    return next;
  }
  if (sent_at_ == core::Duration{0}) {
    consider(handed_over_ + timeouts_->connect, Cut::kConnectTimeout);
    return next;
  }
  const protocol::TokenTimeline& timeline = reader_->timeline();
  if (reader_->terminated()) {
    consider(last_byte_ + kLinger, Cut::kLingering);
    return next;
  }
  if (cancel_.by_time()) consider(sent_at_ + cancel_.after_sent, Cut::kPlannedCancel);
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

const metrics::Sample& InFlight::tell_age() {
  telling_ages_ = telling_ages_.subspan(1);
  record_so_far(*reader_, sample_);
  return sample_;
}

void InFlight::on_sent(core::Duration at) {
  sent_at_ = at;
  if (first_) sample_.at.sent = stamp(at);
  if (phase_ == protocol::JobPhase::kDownload) sample_.at.job_download = stamp(at);
  review_deadline();
}

void InFlight::on_head(core::Duration at, const core::ResponseHead& head) {
  if (first_) sample_.at.headers = stamp(at);
  if (!prepares_) sample_.status = head.status;
  last_byte_ = at;
  if (!head.retry_after.empty()) {
    advice_.made().retry_after = parse_retry_after(head.retry_after, core::wall_seconds());
  }
  if (head.has_rate_limit || advice_) advice_.made().rate_limit = head.rate_limit;
  if (tells_time_) advice_.made().server_date = parse_http_date(head.date);
  reader_->on_head(head);
  review_deadline();
}

void InFlight::note_gap(core::Duration at) {
  if (at == last_token_read_) return;  // a further piece of the same read
  if (last_token_read_ > core::Duration{0}) {
    if (owner_.read_was_late()) {
      ++spoiled_gaps_;
    } else if (gaps_us_.size() < kMaxGaps) {
      gaps_us_.push_back(to_us(at - last_token_read_));
    }
  }
  last_token_read_ = at;
}

bool InFlight::on_bytes(core::Duration at, std::string_view bytes) {
  const bool first = std::exchange(last_byte_, at) == core::Duration{0};
  body_.append(bytes);
  const bool more = reader_->on_bytes(stamp(at), bytes);
  const protocol::TokenTimeline& timeline = reader_->timeline();
  if (timeline.read_had_token()) note_gap(at);
  if (timeline.token_events >= cancel_.at_token_event && !reader_->terminated()) {
    cut_ = Cut::kPlannedCancel;
    return false;
  }
  // Further bytes put the deadline off, but for those that end the stream.
  if (first || reader_->terminated()) review_deadline();
  return more;
}

void InFlight::look_into_content() {
  // What was cut, or never came, is no reply.
  if (content_ == nullptr || sample_.outcome < core::Outcome::kRateLimited || !body_.whole())
    return;
  std::vector<protocol::ContentFinding> findings;
  content_->look(sample_.status, body_.text(), reader_->facts(), findings);
  for (protocol::ContentFinding& finding : findings) {
    sample_.content.push_back({finding.check, finding.held, std::move(finding.found)});
  }
}

void InFlight::fill_from_reader(const transport::TransferResult& result) {
  const protocol::ResponseFacts& facts = reader_->facts();
  record_reply(*reader_, sample_);
  sample_.outcome = decide_outcome(cut_, result.end, facts.verdict, reader_->terminated());
  look_into_content();
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

void InFlight::note_transfer(const transport::TransferResult& result) {
  if (!prepares_) sample_.bytes_received += result.bytes_received;
  if (!first_) return;
  sample_.dns = result.timing.dns;
  sample_.connect = result.timing.connect;
  sample_.tls = result.timing.tls;
  sample_.connection_reused = result.timing.connection_reused;
}

void InFlight::wait_for(const protocol::NextExchange& next, core::Duration at) {
  waiting_ = true;
  transfer_ = 0;
  if (next.phase && phase_ != next.phase) phase_since_ = at;
  if (next.phase) phase_ = next.phase;
  if (next.measured) prepares_ = false;
  first_ = next.measured;
  resume_at_ = next.after_pause ? at + job_->poll : at;
  review_deadline();
}

void InFlight::on_closed(core::Duration at, const transport::TransferResult& result) {
  const bool complete = result.end == transport::TransferEnd::kComplete;
  reader_->finish(stamp(result.ended_by.value_or(at)), complete);
  note_transfer(result);
  if (complete && cut_ == Cut::kNone) {
    if (const auto next = reader_->next_exchange()) return wait_for(*next, at);
  }
  close(at, result);
}

void InFlight::close(core::Duration at, const transport::TransferResult& result) {
  closed_at_ = at;
  open_ = false;
  sample_.at.closed = stamp(result.ended_by.value_or(at));
  fill_from_reader(result);
  owner_.finished(*this);
}

}  // namespace orbench::run
