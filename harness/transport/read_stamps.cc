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

void ReadStamps::begin_read(CURL* easy, curl_socket_t fd) {
  stamped_ = nullptr;
  if (!kernel_clock_) return;
  const auto wall = peek_receive_stamp(fd);
  if (!wall) return;
  const auto at = kernel_clock_->to_monotonic(*wall, clock_.now());
  if (!at) return;
  stamped_ = easy;
  stamp_ = *at;
  ++counts_.kernel;
}

core::Duration ReadStamps::of(CURL* easy) {
  if (stamped_ != easy) {
    stamped_ = easy;
    stamp_ = clock_.now();
    ++counts_.callback;
  }
  return stamp_;
}

}  // namespace orbench::transport
