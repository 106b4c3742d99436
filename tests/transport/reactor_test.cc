#include "harness/transport/reactor.h"

#include <algorithm>
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

/// Tasks of one kind, queued from event callbacks as sockets' are.
class ReactorTaskTest : public ReactorTest {
 protected:
  /// Takes until `until`, and a moment where that has passed.
  struct Slow final : LoopTask {
    explicit Slow(ReactorTaskTest& of) : test(of) {}
    void run(core::Duration /*now*/) override {
      ++test.runs_;
      const core::Duration end = std::max(test.until_, test.clock_.now() + test.takes_);
      while (test.clock_.now() < end) {
      }
    }
    static void on_ready(evutil_socket_t /*fd*/, short /*what*/, void* self) {
      auto& slow = *static_cast<Slow*>(self);
      slow.test.reactor_->queue(slow);
    }
    ReactorTaskTest& test;
  };
  struct EventDeleter {
    void operator()(event* ev) const { event_free(ev); }
  };

  void make_ready(int count) {
    for (int i = 0; i < count; ++i) {
      tasks_.push_back(std::make_unique<Slow>(*this));
      events_.emplace_back(
          event_new(reactor_->base(), -1, 0, &Slow::on_ready, tasks_.back().get()));
      event_active(events_.back().get(), EV_READ, 0);
    }
  }

  std::vector<std::unique_ptr<Slow>> tasks_;
  std::vector<std::unique_ptr<event, EventDeleter>> events_;
  core::Duration until_{};
  core::Duration takes_{};
  int runs_ = 0;
};

TEST_F(ReactorTaskTest, RunsWhatCallbacksQueuedInTheSameTurn) {
  make_ready(3);
  reactor_->run_until(clock_.now() + hours{1});
  EXPECT_EQ(runs_, 3);
}

TEST_F(ReactorTaskTest, LetsWhatIsDueGoBetweenTwoTasks) {
  make_ready(3);
  until_ = clock_.now() + milliseconds{50};
  reactor_->run_until(until_);
  EXPECT_EQ(runs_, 1);
  // What is left waits for nothing.
  reactor_->run_until(clock_.now() + hours{1});
  EXPECT_EQ(runs_, 3);
}

TEST_F(ReactorTaskTest, KnowsInLaterTurnsWhenItLookedAtTheirTasks) {
  make_ready(3);
  until_ = clock_.now() + milliseconds{5};
  reactor_->run_until(until_);
  const core::Duration looked = reactor_->last_look().at;
  EXPECT_LT(looked, until_);
  reactor_->run_until(clock_.now());
  ASSERT_EQ(runs_, 3);
  EXPECT_EQ(reactor_->last_look().at, looked);

  make_ready(1);
  reactor_->run_until(clock_.now());
  EXPECT_GE(reactor_->last_look().at, until_) << "these are of another look";
}

TEST_F(ReactorTaskTest, EndsLateTurnsToo) {
  constexpr int kTasks = 50;
  make_ready(kTasks);
  takes_ = Reactor::kMostSlice;
  int turns = 0;
  while (runs_ < kTasks) {
    reactor_->run_until(clock_.now());
    ++turns;
    // Each takes a whole slice, and a turn is given at most that after its beginning.
    ASSERT_EQ(runs_, turns);
  }
}

TEST_F(ReactorTaskTest, ForgetsATaskThatGoes) {
  make_ready(2);
  until_ = clock_.now() + milliseconds{20};
  reactor_->run_until(until_);
  ASSERT_EQ(runs_, 1);
  reactor_->forget(*tasks_.back());
  tasks_.pop_back();
  reactor_->run_until(clock_.now());
  EXPECT_EQ(runs_, 1);
}

}  // namespace
}  // namespace orbench::transport
