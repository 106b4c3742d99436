#include "harness/transport/read_stamps.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace orbench::transport {
namespace {

/// Of a record of TLS 1.3: its header, the type inside, the tag of AES-GCM and of
/// ChaCha20-Poly1305.
constexpr std::size_t kTlsOverhead = 5 + 1 + 16;

bool is_over_tls(CURL* easy) {
  const char* scheme = nullptr;
  curl_easy_getinfo(easy, CURLINFO_SCHEME, &scheme);
  return scheme != nullptr && std::strlen(scheme) == std::strlen("https");
}

}  // namespace

ReadStamps::ReadStamps(const core::Clock& clock, StampKeeper keeper)
    : clock_(clock), keeper_(std::move(keeper)) {
  if (keeper_.works()) kernel_clock_.emplace();
}

void ReadStamps::prepare(curl_socket_t fd) const {
  if (kernel_clock_) ask_for_receive_stamps(fd);
}

void ReadStamps::begin_read(CURL* easy, curl_socket_t fd, core::Duration now,
                            core::Duration known_since) {
  begin_other();
  if (!kernel_clock_) {
    known_since_ = known_since;
    return;
  }
  const auto wall = peek_receive_stamp(fd);
  if (!wall) return;
  // What made the socket ready was there before: the clock need not be read anew.
  if (*wall > kernel_clock_->wall_at(now)) now = clock_.now();
  const auto at = kernel_clock_->to_monotonic(*wall, now);
  if (!at) return;
  stamped_ = easy;
  stamp_ = *at;
  is_kernels_ = true;
  ++counts_.kernel;
  if (now - *at <= kOneStampWithin) return;
  tell_if_late(now - *at);
  tell_apart(easy, fd, *wall);
}

void ReadStamps::tell_apart(CURL* easy, curl_socket_t fd, core::Duration oldest) {
  peek_segments(fd, oldest, segments_);
  if (segments_.empty()) return;
  const std::size_t overhead = is_over_tls(easy) ? kTlsOverhead : 0;
  for (Segment& segment : segments_) segment.bytes -= std::min(overhead, segment.bytes - 1);
  left_ = segments_.front().bytes;
  next_segment_ = 1;
}

bool ReadStamps::before_send(CURL* easy) {
  sender_ = easy;
  return kernel_clock_.has_value() && hold_.wants_next();
}

void ReadStamps::stamp_by_clock(CURL* easy) {
  stamped_ = easy;
  stamp_ = clock_.now();
  is_kernels_ = false;
  left_ = kAll;
  ++counts_.callback;
  tell_if_late(stamp_ - known_since_);
  if (sender_ == easy) hold_.note_early_answer();
}

ReadStamps::Piece ReadStamps::take_of_segment(std::size_t bytes) {
  while (left_ == 0) {
    const Segment& segment = segments_[next_segment_++];
    const core::Duration now = clock_.now();
    stamp_ = kernel_clock_->to_monotonic(segment.wall, now).value_or(now);
    // What came after the look follows the last one closely.
    left_ = next_segment_ == segments_.size() ? kAll : segment.bytes;
  }
  const std::size_t taken = std::min(bytes, left_);
  if (left_ != kAll) left_ -= taken;
  return {stamp_, taken};
}

}  // namespace orbench::transport
