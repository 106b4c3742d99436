#include "harness/transport/reactor.h"

#include <memory>
#include <thread>
#include <vector>

#include <event2/event.h>
#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class ReactorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = Reactor::create();
    ASSERT_TRUE(made.has_value()) << made.error().message;
    reactor_ = std::move(*made);
  }

  core::MonotonicClock clock_;
  std::unique_ptr<Reactor> reactor_;
};

/// Wants turns at fixed times and counts those it gets.
class CountingHook final : public TurnHook {
 public:
  [[nodiscard]] core::Duration next_deadline() const override { return deadline; }
  void on_turn(core::Duration now) override {
    ++turns;
    last = now;
  }
  core::Duration deadline = kNever;
  core::Duration last{};
  int turns = 0;
};

TEST_F(ReactorTest, WaitsForItsDeadlineAndSaysHowLateItWas) {
  const core::Duration deadline = clock_.now() + milliseconds{5};
  reactor_->run_until(deadline);
  EXPECT_GE(clock_.now(), deadline);
  EXPECT_GT(reactor_->last_lag(), core::Duration::zero());
  EXPECT_LE(reactor_->last_lag(), clock_.now() - deadline);
}

TEST_F(ReactorTest, DoesNotBlockForADeadlineThatHasPassed) {
  // Would hang, not fail, if it waited: nothing else is registered.
  reactor_->run_until(core::Duration::min());
  reactor_->run_until(clock_.now());
  EXPECT_EQ(reactor_->last_lag(), core::Duration::zero());
}

TEST_F(ReactorTest, WakesFromAnotherThread) {
  const core::Duration deadline = clock_.now() + hours{1};
  std::thread waker([this] { reactor_->wake(); });
  reactor_->run_until(deadline);
  waker.join();
  EXPECT_LT(clock_.now(), deadline);
  EXPECT_EQ(reactor_->last_lag(), core::Duration::zero());
}

TEST_F(ReactorTest, KeepsAWakeUpForTheNextWaitButOnlyOne) {
  for (int i = 0; i < 100'000; ++i) reactor_->wake();  // more than a pipe holds
  reactor_->run_until(clock_.now() + hours{1});
  const core::Duration deadline = clock_.now() + milliseconds{2};
  reactor_->run_until(deadline);
  EXPECT_GE(clock_.now(), deadline);
}

TEST_F(ReactorTest, EndsAWaitAtAHooksDeadlineAndCallsIt) {
  CountingHook hook;
  reactor_->attach(hook);
  hook.deadline = clock_.now() + milliseconds{2};
  reactor_->run_until(clock_.now() + hours{1});
  EXPECT_EQ(hook.turns, 1);
  EXPECT_GE(hook.last, hook.deadline);

  reactor_->detach(hook);
  reactor_->run_until(clock_.now());
  EXPECT_EQ(hook.turns, 1);
}

TEST_F(ReactorTest, LetsWhatIsDueGoBetweenTwoCallbacks) {
  struct Slow {
    Reactor& reactor;
    const core::Clock& clock;
    core::Duration until{};
    int calls = 0;
    static void work(evutil_socket_t /*fd*/, short /*what*/, void* self) {
      auto& slow = *static_cast<Slow*>(self);
      ++slow.calls;
      while (slow.clock.now() < slow.until) {
      }
      slow.reactor.yield_if_due();
    }
  };
  Slow slow{*reactor_, clock_};
  struct EventDeleter {
    void operator()(event* ev) const { event_free(ev); }
  };
  std::vector<std::unique_ptr<event, EventDeleter>> events;
  for (int i = 0; i < 3; ++i) {
    events.emplace_back(event_new(reactor_->base(), -1, 0, &Slow::work, &slow));
    event_active(events.back().get(), EV_READ, 0);
  }
  slow.until = clock_.now() + milliseconds{50};
  reactor_->run_until(slow.until);
  EXPECT_EQ(slow.calls, 1);
  reactor_->run_until(slow.until);  // late already: everything else comes first
  EXPECT_EQ(slow.calls, 3);
}

}  // namespace
}  // namespace orbench::transport
