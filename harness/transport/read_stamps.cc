#include "harness/transport/read_stamps.h"

#include <utility>

namespace orbench::transport {

ReadStamps::ReadStamps(const core::Clock& clock, StampKeeper keeper)
    : clock_(clock), keeper_(std::move(keeper)) {
  if (keeper_.works()) kernel_clock_.emplace();
}

void ReadStamps::prepare(curl_socket_t fd) const {
  if (kernel_clock_) ask_for_receive_stamps(fd);
}

void ReadStamps::begin_read(CURL* easy, curl_socket_t fd, core::Duration looked) {
  begin_other();
  if (!kernel_clock_) return;
  const auto wall = peek_receive_stamp(fd);
  if (!wall) return;
  // What made the socket ready was there when the loop looked: the clock need not be read anew.
  const bool came_later = *wall > kernel_clock_->wall_at(looked);
  const auto at = kernel_clock_->to_monotonic(*wall, came_later ? clock_.now() : looked);
  if (!at) return;
  stamped_ = easy;
  stamp_ = *at;
  is_kernels_ = true;
  ++counts_.kernel;
}

bool ReadStamps::before_send(CURL* easy) {
  sender_ = easy;
  return kernel_clock_.has_value() && hold_.wants_next();
}

core::Duration ReadStamps::of(CURL* easy) {
  if (stamped_ != easy) {
    stamped_ = easy;
    stamp_ = clock_.now();
    is_kernels_ = false;
    ++counts_.callback;
    if (sender_ == easy) hold_.note_early_answer();
  }
  return stamp_;
}

}  // namespace orbench::transport
