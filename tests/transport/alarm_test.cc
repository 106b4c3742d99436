#include "harness/transport/alarm.h"

#include <event2/event.h>
#include <gtest/gtest.h>

namespace orbench::transport {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class AlarmTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base_.reset(event_base_new());
    ASSERT_NE(base_, nullptr);
    ASSERT_EQ(event_base_priority_init(base_.get(), 2), 0);
    alarm_ = Alarm::create(base_.get());
    ASSERT_NE(alarm_, nullptr);
  }
  void wait() { event_base_loop(base_.get(), EVLOOP_ONCE); }
  void look() { event_base_loop(base_.get(), EVLOOP_NONBLOCK); }

  struct BaseDeleter {
    void operator()(event_base* base) const { event_base_free(base); }
  };
  core::MonotonicClock clock_;
  std::unique_ptr<event_base, BaseDeleter> base_;
  std::unique_ptr<Alarm> alarm_;
};

TEST_F(AlarmTest, RingsAtItsInstantAndNotBefore) {
  const core::Duration at = clock_.now() + milliseconds{3};
  alarm_->ring_by(at);
  wait();
  const auto rang = alarm_->take_ring();
  ASSERT_TRUE(rang.has_value());
  EXPECT_GE(*rang, at);
  EXPECT_LE(*rang, clock_.now());
  EXPECT_FALSE(alarm_->take_ring().has_value()) << "it is told once";
}

TEST_F(AlarmTest, RingsOnceForEachSetting) {
  for (int i = 0; i < 3; ++i) {
    alarm_->ring_by(clock_.now() + milliseconds{1});
    wait();
    EXPECT_TRUE(alarm_->take_ring().has_value()) << i;
    look();
    EXPECT_FALSE(alarm_->take_ring().has_value()) << i;
  }
}

TEST_F(AlarmTest, RingsForTheSoonestOfItsInstants) {
  const core::Duration soon = clock_.now() + milliseconds{2};
  alarm_->ring_by(clock_.now() + hours{1});
  alarm_->ring_by(soon);
  alarm_->ring_by(clock_.now() + hours{2});
  wait();
  const auto rang = alarm_->take_ring();
  ASSERT_TRUE(rang.has_value());
  EXPECT_GE(*rang, soon);
}

TEST_F(AlarmTest, RingsAtOnceForAnInstantThatHasPassed) {
  for (const core::Duration at : {core::Duration::min(), core::Duration::zero(), clock_.now()}) {
    alarm_->ring_by(at);
    wait();
    EXPECT_TRUE(alarm_->take_ring().has_value());
  }
}

TEST_F(AlarmTest, TakesAnInstantFarBeyond) {
  alarm_->ring_by(core::Duration::max() - core::Duration{1});  // max itself asks for nothing
  look();
  EXPECT_FALSE(alarm_->take_ring().has_value());
  alarm_->ring_by(clock_.now() + milliseconds{1});
  wait();
  EXPECT_TRUE(alarm_->take_ring().has_value());
}

}  // namespace
}  // namespace orbench::transport
