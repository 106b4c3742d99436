#include "harness/core/thread_urgency.h"

#ifdef __linux__
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <thread>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

TEST(ThreadUrgency, AThreadThatKeepsTimeHasNoSlack) {
  long slack = 0;
  std::thread([&] {
    keep_time_on_this_thread();
    slack = prctl(PR_GET_TIMERSLACK, 0UL, 0UL, 0UL, 0UL);
  }).join();
  EXPECT_EQ(slack, 1);
}

TEST(ThreadUrgency, AThreadThatWaitsStandsBehindTheOthers) {
  const int before = getpriority(PRIO_PROCESS, 0);
  int after = before;
  std::thread([&] {
    let_this_thread_wait();
    after = getpriority(PRIO_PROCESS, 0);  // of a thread, on Linux
  }).join();
  EXPECT_TRUE(after > before || before >= 10) << before << " then " << after;
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before) << "other threads are as they were";
}

TEST(ThreadUrgency, KeepsTheNicenessThatSomebodyGave) {
  int nice = 0;
  std::thread([&] {
    setpriority(PRIO_PROCESS, 0, 15);
    keep_time_on_this_thread();
    nice = getpriority(PRIO_PROCESS, 0);
  }).join();
  EXPECT_EQ(nice, 15);
}

TEST(ThreadUrgency, KeepsThePolicyThatSomebodyChose) {
  int policy = SCHED_OTHER;
  std::thread([&] {
    const sched_param none{};
    sched_setscheduler(0, SCHED_BATCH, &none);
    keep_time_on_this_thread();
    policy = sched_getscheduler(0);
  }).join();
  EXPECT_EQ(policy, SCHED_BATCH);
}

}  // namespace
}  // namespace orbench::core
#endif
