#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/rare.h"
#include "harness/metrics/gaps.h"
#include "harness/metrics/sample.h"
#include "harness/protocol/content_probe.h"
#include "harness/protocol/endpoint.h"
#include "harness/run/due.h"
#include "harness/run/in_flight_owner.h"
#include "harness/run/kept_body.h"
#include "harness/run/outcome_rule.h"
#include "harness/run/planned_cancel.h"
#include "harness/scenario/scenario.h"
#include "harness/search/answer.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// One open request: a slot that is recycled, reader and buffers included. It stamps what transport
/// tells it, feeds the reader, knows its own next deadline and becomes a Sample at the end.
/// A request may take several exchanges, one after the other (a job that is polled): between two it
/// waits without a transfer, and the sample is one. Its `sent`, `headers` and connection are those
/// of the first that is measured, its status is that of the last.
/// Threads: that of its worker.
class InFlight final : public transport::ResponseSink {
 public:
  InFlight(InFlightOwner& owner, std::uint32_t slot, const protocol::Endpoint& endpoint);

  /// What a new request starts with. Times of the sample count from `epoch`.
  struct Start {
    const Due& due;  ///< used in begin() only
    PlannedCancel cancel;
    protocol::Asked asked;
    bool has_retries = false;  ///< the sample then says when the first attempt was intended
    core::Duration epoch{0};
    core::Duration admitted{0};    ///< CLOCK_MONOTONIC
    core::Duration dispatched{0};  ///< CLOCK_MONOTONIC
    const scenario::Timeouts* timeouts = nullptr;
    const scenario::JobSettings* job = nullptr;
    const protocol::ProbeSet* content = nullptr;  ///< what the reply is looked at for
    bool tells_time = false;  ///< a search wants to know what time it is over there
    std::span<const core::Duration> telling_ages =
        {};  ///< since sending, ascending: somebody wants to know of it then if it is still open
  };
  void begin(const Start& start);
  void set_transfer(transport::TransferId id) { transfer_ = id; }
  /// Notes why the client is about to cancel the transfer.
  void cut(Cut why) { cut_ = why; }
  /// Transport refused to start: the request ends here as a connect error.
  void fail_to_start(core::Duration at, const std::string& why);

  /// Between two exchanges: nothing is open to be cancelled.
  [[nodiscard]] bool waiting() const { return waiting_; }
  /// The next exchange is about to start. REQUIRES: waiting().
  void begin_next_exchange(core::Duration at);
  /// Ends a request that was cut while it waited. REQUIRES: waiting().
  void give_up(core::Duration at);

  /// When this request will need attention next if nothing arrives, and for what: Cut::kNone means
  /// that its next exchange is due, or that it has come to a telling age.
  struct Deadline {
    core::Duration at{0};  ///< CLOCK_MONOTONIC
    Cut why = Cut::kNone;
    bool tells = false;  ///< of its age
  };
  [[nodiscard]] Deadline deadline() const;
  /// The instant for which the owner has this slot queued, max for none; it outlives the request.
  core::Duration queued_deadline = core::Duration::max();
  /// Has the owner queue the deadline unless it will look here before that anyway.
  void review_deadline();

  /// It has come to a telling age: what is known of it so far. Instants and kind of reply only.
  [[nodiscard]] const metrics::Sample& tell_age();

  [[nodiscard]] std::uint32_t slot() const { return slot_; }
  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] transport::TransferId transfer() const { return transfer_; }
  /// When the client noticed the end; the sample has when it came.
  [[nodiscard]] core::Duration closed_at() const { return closed_at_; }
  /// Complete once finished() was called on the owner.
  [[nodiscard]] metrics::Sample& sample() { return sample_; }
  [[nodiscard]] protocol::ResponseReader& reader() { return *reader_; }
  /// Gaps between token-bearing reads; those a late loop spoiled are counted, not kept.
  [[nodiscard]] metrics::Gaps gaps() const { return {gaps_us_, spoiled_gaps_}; }
  /// How long the reply asked to wait before another attempt; empty when it did not.
  [[nodiscard]] std::optional<core::Duration> retry_after() const { return advice().retry_after; }
  /// What the reply's head said of limits and of the server's clock.
  [[nodiscard]] const search::LimitAdvice& advice() const { return advice_.or_default(); }
  /// It was cancelled as the scenario asked.
  [[nodiscard]] bool cancelled_on_purpose() const { return cut_ == Cut::kPlannedCancel; }
  /// What came of the reply; kept only for conversations and content checks.
  [[nodiscard]] std::string_view body() const { return body_.text(); }

  void on_sent(core::Duration at) override;
  void on_head(core::Duration at, const core::ResponseHead& head) override;
  bool on_bytes(core::Duration at, std::string_view bytes) override;
  void on_closed(core::Duration at, const transport::TransferResult& result) override;

 private:
  [[nodiscard]] core::Stamp stamp(core::Duration at) const { return core::Stamp(at - epoch_); }
  void note_gap(core::Duration at);
  [[nodiscard]] Deadline phase_deadline() const;
  void wait_for(const protocol::NextExchange& next, core::Duration at);
  void note_transfer(const transport::TransferResult& result);
  void close(core::Duration at, const transport::TransferResult& result);
  void look_into_content();
  void fill_from_reader(const transport::TransferResult& result);

  InFlightOwner& owner_;
  const std::uint32_t slot_;
  std::uint32_t spoiled_gaps_ = 0;
  std::unique_ptr<protocol::ResponseReader> reader_;
  bool open_ = false;
  bool streaming_ = false;
  bool waiting_ = false;
  bool tells_time_ = false;
  bool prepares_ = false;  // the exchange under way only prepares the measured one
  bool first_ = true;      // it is the first that is measured
  Cut cut_ = Cut::kNone;
  PlannedCancel cancel_;
  core::Rare<search::LimitAdvice> advice_;
  transport::TransferId transfer_ = 0;
  const scenario::Timeouts* timeouts_ = nullptr;
  const scenario::JobSettings* job_ = nullptr;
  std::optional<protocol::JobPhase> phase_;  // of a job, once one was accepted
  core::Duration phase_since_{0};
  core::Duration resume_at_{0};  // when the next exchange is due
  core::Duration epoch_{0};
  core::Duration dispatched_{0};
  core::Duration handed_over_{0};  // this and the next two are those of the exchange under way
  core::Duration sent_at_{0};
  core::Duration last_byte_{0};
  core::Duration last_token_read_{0};
  core::Duration closed_at_{0};
  metrics::Sample sample_;
  std::vector<std::uint32_t> gaps_us_;
  std::span<const core::Duration> telling_ages_;  // those to come
  const protocol::ProbeSet* content_ = nullptr;
  KeptBody body_;
};

}  // namespace orbench::run
