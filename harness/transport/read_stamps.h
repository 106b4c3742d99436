#pragma once

#include <optional>

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
/// clock at the first piece.
/// Threads: the loop's.
class ReadStamps {
 public:
  /// `keeper`: the kernel stamps when it works; else the clock alone does.
  ReadStamps(const core::Clock& clock, StampKeeper keeper);

  /// False when the clock alone stamps.
  [[nodiscard]] bool by_kernel() const { return kernel_clock_.has_value(); }
  /// For each new connection.
  void prepare(curl_socket_t fd) const;
  /// libcurl is about to be called for `fd`, on which `easy` waits to read, and which was ready
  /// when the loop `looked`.
  void begin_read(CURL* easy, curl_socket_t fd, core::Duration looked);
  /// libcurl is about to be called for another reason.
  void begin_other() { stamped_ = sender_ = nullptr; }
  /// Within a call of libcurl: the request of `easy` is about to leave. True when its socket shall
  /// hold back the answer until the call is over.
  [[nodiscard]] bool before_send(CURL* easy);
  void hold(curl_socket_t fd) { hold_.hold(fd); }
  /// The call is over.
  void end_call() { hold_.release(); }
  /// The stamp of what `easy` hears now. Inside that call only.
  [[nodiscard]] core::Duration of(CURL* easy);
  /// The stamp of what `easy` has heard in this call; empty when it has heard nothing.
  [[nodiscard]] std::optional<core::Duration> heard_at(CURL* easy) const {
    return stamped_ == easy ? std::optional(stamp_) : std::nullopt;
  }

  /// Of what is heard now: how late it was read, at least, by what is known of that. The kernel's
  /// stamps are early all the same, but bytes that came meanwhile are of the same read.
  [[nodiscard]] core::Duration lateness(const Reactor::Look& look) const {
    return look.lag + (is_kernels_ ? core::Duration{0} : stamp_ - look.at);
  }

  [[nodiscard]] const StampCounts& counts() const { return counts_; }

 private:
  const core::Clock& clock_;
  StampKeeper keeper_;
  std::optional<KernelClock> kernel_clock_;  ///< empty: callback stamps only
  AnswerHold hold_;
  CURL* stamped_ = nullptr;  ///< whom stamp_ is for
  core::Duration stamp_{0};
  bool is_kernels_ = false;  ///< stamp_ is
  CURL* sender_ = nullptr;   ///< whose request left in this call
  StampCounts counts_;
};

}  // namespace orbench::transport
