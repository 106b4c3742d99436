#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <curl/curl.h>

#include "harness/core/clock.h"
#include "harness/transport/answer_hold.h"
#include "harness/transport/kernel_clock.h"
#include "harness/transport/reactor.h"
#include "harness/transport/receive_stamp.h"
#include "harness/transport/transport.h"

namespace orbench::transport {

/// Says when the bytes arrived that libcurl hands over. libcurl reads a socket once per call that
/// is made for it, and may deliver that read in several pieces (the head, then the body), so all
/// that one transfer hears within one call gets one stamp: the kernel's where it has one, else the
/// clock at the first piece. Where the bytes have waited, more may have come behind them: what the
/// kernel's stamps tell apart gets each its own, counted by the bytes that are heard. Over TLS
/// these are fewer than the socket's, by a record's overhead each, which is taken as one a segment.
/// Threads: the loop's.
class ReadStamps {
 public:
  /// Bytes that have waited for less are of one stamp, the first one's.
  static constexpr core::Duration kOneStampWithin = Transport::kPromptRead;

  /// `keeper`: the kernel stamps when it works; else the clock alone does.
  ReadStamps(const core::Clock& clock, StampKeeper keeper);

  /// False when the clock alone stamps.
  [[nodiscard]] bool by_kernel() const { return kernel_clock_.has_value(); }
  /// For each new connection.
  void prepare(curl_socket_t fd) const;
  /// libcurl is about to be called for `fd`, on which `easy` waits to read. `now`: the clock after
  /// the loop saw that the socket is ready; `known_since`: when it should have known.
  void begin_read(CURL* easy, curl_socket_t fd, core::Duration now, core::Duration known_since);
  /// libcurl is about to be called for another reason.
  void begin_other() {
    stamped_ = sender_ = nullptr;
    left_ = kAll;
    known_since_ = kUnknown;
  }
  /// Within a call of libcurl: the request of `easy` is about to leave. True when its socket shall
  /// hold back the answer until the call is over.
  [[nodiscard]] bool before_send(CURL* easy);
  void hold(curl_socket_t fd) { hold_.hold(fd); }
  /// The call is over.
  void end_call() { hold_.release(); }
  /// What arrived at one instant.
  struct Piece {
    core::Duration at;
    std::size_t bytes;
  };
  /// The stamp of the next bytes that `easy` hears, and how many of these `bytes` bear it: at least
  /// one. Inside that call only. `sent`: when the request left. What arrived before is no answer
  /// but what lay in front of it (session tickets of TLS): the answer then gets the clock.
  [[nodiscard]] Piece take(CURL* easy, std::size_t bytes, core::Duration sent = {}) {
    if (stamped_ != easy || stamp_ < sent) stamp_by_clock(easy);
    if (bytes > left_) return take_of_segment(bytes);
    if (left_ != kAll) left_ -= bytes;
    return {stamp_, bytes};
  }
  /// The stamp of the last one of them.
  [[nodiscard]] core::Duration take_all(CURL* easy, std::size_t bytes, core::Duration sent = {}) {
    Piece piece = take(easy, bytes, sent);
    while ((bytes -= piece.bytes) > 0) piece = take(easy, bytes, sent);
    return piece.at;
  }
  /// The stamp of what `easy` has heard in this call; empty when it has heard nothing.
  [[nodiscard]] std::optional<core::Duration> heard_at(CURL* easy) const {
    return stamped_ == easy ? std::optional(stamp_) : std::nullopt;
  }

  /// Of what is heard now: how late it was read, at least, by what is known of that. The kernel's
  /// stamps are exact all the same, but it may have merged what came meanwhile.
  [[nodiscard]] core::Duration lateness(const Reactor::Look& look) const {
    return look.lag + (is_kernels_ ? core::Duration{0} : stamp_ - look.at);
  }

  [[nodiscard]] const StampCounts& counts() const { return counts_; }
  void tell_late_reads(LateReadListener* listener) { late_reads_ = listener; }

 private:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  static constexpr core::Duration kUnknown = core::Duration::max();

  void tell_if_late(core::Duration waited) const {
    if (waited > Transport::kPromptRead && late_reads_ != nullptr)
      late_reads_->on_late_read(waited);
  }
  void stamp_by_clock(CURL* easy);
  [[nodiscard]] Piece take_of_segment(std::size_t bytes);
  void tell_apart(CURL* easy, curl_socket_t fd, core::Duration oldest);

  const core::Clock& clock_;
  StampKeeper keeper_;
  std::optional<KernelClock> kernel_clock_;  ///< empty: callback stamps only
  AnswerHold hold_;
  CURL* stamped_ = nullptr;  ///< whom stamp_ is for
  core::Duration stamp_{0};
  core::Duration known_since_ = kUnknown;  ///< of a read by callback stamps
  bool is_kernels_ = false;                ///< stamp_ is
  std::size_t left_ = kAll;                ///< how many of the next bytes bear stamp_
  std::vector<Segment> segments_;
  std::size_t next_segment_ = 0;
  CURL* sender_ = nullptr;  ///< whose request left in this call
  StampCounts counts_;
  LateReadListener* late_reads_ = nullptr;
};

}  // namespace orbench::transport
