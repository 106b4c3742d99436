#include "harness/transport/reactor.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <thread>
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

  void wait(core::Duration deadline, core::Duration now);
  [[nodiscard]] bool has_tasks() const { return next_task < tasks.size(); }
  /// As many as fit in before `until`, at least one.
  void run_tasks(core::Duration now, core::Duration until);

  core::MonotonicClock clock;
  Pipe pipe;  // outlives the event that watches it
  std::unique_ptr<event_base, BaseDeleter> base;
  std::unique_ptr<Alarm> alarm;
  std::unique_ptr<event, EventDeleter> waker;
  std::vector<TurnHook*> hooks;
  std::vector<LoopTask*> tasks;  ///< null where one was forgotten
  std::size_t next_task = 0;
  core::Duration left{};  ///< when the last turn was done with its tasks
  core::Duration lag{};
  Look look;
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

void Reactor::State::wait(core::Duration deadline, core::Duration now) {
  if (const auto rest = rest_before(deadline, now); rest >= kLeastRest) {
    std::this_thread::sleep_for(rest);
    now = clock.now();
  }
  if (deadline <= now) {
    // One look. Without EVLOOP_ONCE there would be one after the other for as long as a socket has
    // something to read, which the tasks do later.
    event_base_loop(base.get(), EVLOOP_ONCE | EVLOOP_NONBLOCK);
    static_cast<void>(alarm->take_ring());
    return;
  }
  alarm->ring_by(deadline);
  event_base_loop(base.get(), EVLOOP_ONCE);
  // One that was set for an earlier deadline tells nothing of this one.
  if (const auto rang = alarm->take_ring(); rang && *rang > deadline) lag = *rang - deadline;
}

void Reactor::State::run_tasks(core::Duration now, core::Duration until) {
  while (has_tasks()) {
    LoopTask* const task = tasks[next_task++];
    if (task != nullptr) task->run(now);
    if (!has_tasks()) break;
    now = clock.now();
    if (now >= until) return;
  }
  tasks.clear();
  next_task = 0;
}

core::Duration Reactor::run_until(core::Duration deadline) {
  return run_until(deadline, state_->clock.now());
}

core::Duration Reactor::run_until(core::Duration deadline, core::Duration now) {
  State& s = *state_;
  if (!s.keeps_time) {
    core::keep_time_on_this_thread();
    s.keeps_time = true;
  }
  for (const TurnHook* hook : s.hooks) deadline = std::min(deadline, hook->next_deadline());

  s.lag = core::Duration::zero();
  const core::Duration elsewhere = now - s.left;
  // What is left of the turn before is known to be ready: the kernel need not be asked.
  core::Duration begins = now;
  if (!s.has_tasks()) {
    s.wait(deadline, now);
    begins = s.clock.now();
    s.look = {begins, s.lag};
  }
  const bool is_late = deadline <= now;
  s.run_tasks(begins, is_late ? now + std::clamp(elsewhere, kLeastSlice, kMostSlice) : deadline);

  now = s.left = s.clock.now();
  for (TurnHook* hook : s.hooks) hook->on_turn(now);
  return now;
}

void Reactor::queue(LoopTask& task) { state_->tasks.push_back(&task); }
void Reactor::forget(LoopTask& task) {
  LoopTask* const none = nullptr;
  std::replace(state_->tasks.begin(), state_->tasks.end(), &task, none);
}

void Reactor::wake() {
  const char byte = 0;
  // A full pipe means that a wake-up is already on its way.
  [[maybe_unused]] const ssize_t written = write(state_->pipe.write_end(), &byte, 1);
}

void Reactor::attach(TurnHook& hook) { state_->hooks.push_back(&hook); }
void Reactor::detach(TurnHook& hook) { std::erase(state_->hooks, &hook); }

core::Duration Reactor::last_lag() const { return state_->lag; }
const Reactor::Look& Reactor::last_look() const { return state_->look; }
event_base* Reactor::base() { return state_->base.get(); }

}  // namespace orbench::transport
