#include "harness/transport/alarm.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include <event2/event.h>

#ifdef __linux__
#include <sys/timerfd.h>
#endif

namespace orbench::transport {
namespace {

#ifdef __linux__
int make_timer() { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

/// An instant that has passed rings at once; zero would unset the timer.
void set_timer(int fd, core::Duration at) {
  at = std::max(at, core::Duration{1});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  itimerspec setting{};
  setting.it_value.tv_sec = static_cast<time_t>(seconds.count());
  setting.it_value.tv_nsec = static_cast<long>((at - seconds).count());
  timerfd_settime(fd, TFD_TIMER_ABSTIME, &setting, nullptr);
}
#else
int make_timer() { return -1; }
void set_timer(int /*fd*/, core::Duration /*at*/) {}
#endif

/// Rounded up: a wait that ends before its instant would only be followed by another.
timeval to_timeval(core::Duration wait) {
  const auto us = std::chrono::ceil<std::chrono::microseconds>(wait).count();
  timeval tv{};
  tv.tv_sec = static_cast<time_t>(us / 1'000'000);
  tv.tv_usec = static_cast<suseconds_t>(us % 1'000'000);
  return tv;
}

}  // namespace

std::unique_ptr<Alarm> Alarm::create(event_base* base) {
  std::unique_ptr<Alarm> alarm(new Alarm);
  alarm->fd_ = make_timer();
#ifdef __linux__
  if (alarm->fd_ < 0) return nullptr;
#endif
  alarm->by_edge_ = (event_base_get_features(base) & EV_FEATURE_ET) != 0;
  const int what = EV_READ | EV_PERSIST | (alarm->by_edge_ ? EV_ET : 0);
  alarm->ring_ = event_new(base, alarm->fd_, static_cast<short>(alarm->fd_ < 0 ? 0 : what),
                           &Alarm::on_ring, alarm.get());
  if (alarm->ring_ == nullptr || event_priority_set(alarm->ring_, 0) != 0) return nullptr;
  if (alarm->fd_ >= 0 && event_add(alarm->ring_, nullptr) != 0) return nullptr;
  return alarm;
}

Alarm::~Alarm() {
  if (ring_ != nullptr) event_free(ring_);
  if (fd_ >= 0) close(fd_);
}

void Alarm::ring_by(core::Duration at) {
  if (at < set_for_) set(at);
}

void Alarm::set(core::Duration at) {
  constexpr core::Duration kLongest = std::chrono::hours{1};  // no instant that overflows
  const core::Duration now = clock_.now();
  set_for_ = std::min(at, now + kLongest);
  if (fd_ >= 0) return set_timer(fd_, set_for_);
  const timeval wait = to_timeval(std::max(set_for_ - now, core::Duration::zero()));
  event_add(ring_, &wait);
}

std::optional<core::Duration> Alarm::take_ring() { return std::exchange(rang_, std::nullopt); }

void Alarm::on_ring(int fd, short /*what*/, void* self) {
  auto& alarm = *static_cast<Alarm*>(self);
  alarm.rang_ = alarm.clock_.now();
  alarm.set_for_ = core::Duration::max();
  if (fd < 0 || alarm.by_edge_) return;  // by edges it is silent until it is set again
  std::uint64_t rings = 0;
  [[maybe_unused]] const ssize_t size = read(fd, &rings, sizeof rings);
}

}  // namespace orbench::transport
