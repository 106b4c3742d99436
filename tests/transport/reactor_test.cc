#include "harness/transport/reactor.h"

#include <thread>

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

}  // namespace
}  // namespace orbench::transport
