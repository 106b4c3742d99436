#include "harness/transport/reactor.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <event2/event.h>
#include <fmt/format.h>

#include "harness/core/thread_urgency.h"
#include "harness/transport/alarm.h"

namespace orbench::transport {
namespace {

struct BaseDeleter {
  void operator()(event_base* base) const { event_base_free(base); }
};
struct EventDeleter {
  void operator()(event* ev) const { event_free(ev); }
};
/// A shorter sleep costs more than it saves, and the kernel may end one this much late.
constexpr core::Duration kLeastRest = std::chrono::microseconds{50};
constexpr core::Duration kRestEndsBefore = std::chrono::microseconds{150};

/// A pipe whose ends neither block nor survive an exec.
class Pipe {
 public:
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int fd : ends_) {
      if (fd >= 0) close(fd);
    }
  }
  [[nodiscard]] bool open() {
    if (pipe(ends_.data()) != 0) return false;
    for (const int fd : ends_) {
      fcntl(fd, F_SETFL, O_NONBLOCK);
      fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return true;
  }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

}  // namespace

struct Reactor::State {
  static void on_wake(evutil_socket_t fd, short /*what*/, void* /*self*/) {
    std::array<char, 64> bytes;
    while (read(fd, bytes.data(), bytes.size()) > 0) {
    }
  }

  /// How long all hooks agree to rest, well before the deadline.
  [[nodiscard]] core::Duration rest_before(core::Duration deadline, core::Duration now) const {
    if (hooks.empty() || deadline <= now) return core::Duration::zero();
    core::Duration rest = deadline - now - kRestEndsBefore;
    for (const TurnHook* hook : hooks) rest = std::min(rest, hook->rest());
    return rest;
  }

  core::MonotonicClock clock;
  Pipe pipe;  // outlives the event that watches it
  std::unique_ptr<event_base, BaseDeleter> base;
  std::unique_ptr<Alarm> alarm;
  std::unique_ptr<event, EventDeleter> waker;
  std::vector<TurnHook*> hooks;
  core::Duration yields_at = TurnHook::kNever;
  bool has_yielded = false;  ///< callbacks are left from the turn before
  core::Duration lag{};
  bool keeps_time = false;  ///< its thread was told to
};

Reactor::Reactor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reactor::~Reactor() = default;

core::Result<std::unique_ptr<Reactor>> Reactor::create() {
  const auto failed = [](std::string_view what) {
    return core::fail(core::ErrorCode::kNetwork,
                      fmt::format("cannot make an event loop: {}: {}; raise the limit of open "
                                  "files (ulimit -n) or use fewer workers",
                                  what, std::strerror(errno)));
  };
  auto state = std::make_unique<State>();
  if (!state->pipe.open()) return failed("no pipe");

  state->base.reset(event_base_new());
  if (state->base == nullptr) return failed("no event base");
  // The alarm goes first among what is ready, so that its lag is the wait's own, not that of the
  // callbacks before it.
  if (event_base_priority_init(state->base.get(), 2) != 0) return failed("no priorities");

  state->alarm = Alarm::create(state->base.get());
  if (state->alarm == nullptr) return failed("no timer");
  state->waker.reset(event_new(state->base.get(), state->pipe.read_end(), EV_READ | EV_PERSIST,
                               &State::on_wake, nullptr));
  if (state->waker == nullptr || event_add(state->waker.get(), nullptr) != 0) {
    return failed("no wake-up event");
  }
  return std::unique_ptr<Reactor>(new Reactor(std::move(state)));
}

void Reactor::run_until(core::Duration deadline) {
  State& s = *state_;
  if (!s.keeps_time) {
    core::keep_time_on_this_thread();
    s.keeps_time = true;
  }
  for (const TurnHook* hook : s.hooks) deadline = std::min(deadline, hook->next_deadline());

  s.lag = core::Duration::zero();
  core::Duration now = s.clock.now();
  const bool may_rest = !std::exchange(s.has_yielded, false);
  if (const auto rest = s.rest_before(deadline, now); may_rest && rest >= kLeastRest) {
    std::this_thread::sleep_for(rest);
    now = s.clock.now();
  }
  if (deadline <= now) {
    s.yields_at = TurnHook::kNever;
    event_base_loop(s.base.get(), EVLOOP_NONBLOCK);
    static_cast<void>(s.alarm->take_ring());
  } else {
    s.yields_at = deadline;
    s.alarm->ring_by(deadline);
    event_base_loop(s.base.get(), EVLOOP_ONCE);
    // One that was set for an earlier deadline tells nothing of this one.
    if (const auto rang = s.alarm->take_ring(); rang && *rang > deadline) s.lag = *rang - deadline;
  }
  for (TurnHook* hook : s.hooks) hook->on_turn(s.clock.now());
}

void Reactor::yield_if_due() {
  State& s = *state_;
  if (s.yields_at == TurnHook::kNever || s.clock.now() < s.yields_at) return;
  s.has_yielded = true;
  event_base_loopbreak(s.base.get());
}

void Reactor::wake() {
  const char byte = 0;
  // A full pipe means that a wake-up is already on its way.
  [[maybe_unused]] const ssize_t written = write(state_->pipe.write_end(), &byte, 1);
}

void Reactor::attach(TurnHook& hook) { state_->hooks.push_back(&hook); }
void Reactor::detach(TurnHook& hook) { std::erase(state_->hooks, &hook); }

core::Duration Reactor::last_lag() const { return state_->lag; }
event_base* Reactor::base() { return state_->base.get(); }

}  // namespace orbench::transport
