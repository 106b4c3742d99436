#include "harness/transport/kernel_clock.h"

#include <ctime>
#include <utility>

namespace orbench::transport {
namespace {

constexpr int kLooks = 3;  // one of them is not interrupted, as good as always

core::Duration read_clock(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec};
}

}  // namespace

ClockReading read_clocks() {
  ClockReading best;
  for (int i = 0; i < kLooks; ++i) {
    ClockReading reading;
    reading.before = read_clock(CLOCK_MONOTONIC);
    reading.wall = read_clock(CLOCK_REALTIME);
    reading.after = read_clock(CLOCK_MONOTONIC);
    if (i == 0 || reading.width() < best.width()) best = reading;
  }
  return best;
}

KernelClock::KernelClock(Read read) : read_(std::move(read)) {
  const ClockReading first = read_();
  offset_ = first.offset();
  checked_at_ = first.before;
}

std::optional<core::Duration> KernelClock::doubtful_to_monotonic(core::Duration wall,
                                                                 core::Duration now) {
  if (now - checked_at_ >= kRecheckEvery) recheck(now);
  core::Duration at = wall - offset_;
  if (is_strange(at, now)) {
    recheck(now);
    at = wall - offset_;
  }
  if (now < trusted_from_) return std::nullopt;
  // The offset is known to a fraction of a µs; what is ahead by more was stamped by another clock.
  if (at > now + kStep) return std::nullopt;
  return at < now ? at : now;
}

bool KernelClock::is_strange(core::Duration at, core::Duration now) const {
  const core::Duration age = now - at;
  return age < core::Duration::zero() || age > kVeryOld ||
         (age > kStrangelyOld && now - checked_at_ >= kLookAtOldEvery);
}

void KernelClock::recheck(core::Duration now) {
  const ClockReading reading = read_();
  const core::Duration moved = std::chrono::abs(reading.offset() - offset_);
  checked_at_ = now;
  if (moved > kStep + reading.width()) {
    trusted_from_ = now + kDistrustFor;
  } else if (reading.width() > kStep) {
    return;  // interrupted, and no step to be seen: the offset in hand is the better one
  }
  offset_ = reading.offset();
}

}  // namespace orbench::transport
