#include "harness/core/thread_urgency.h"

#ifdef __linux__
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace orbench::core {

#ifdef __linux__

namespace {

/// As the kernel takes it, first version: the C library of Debian 12 has neither call nor type.
struct SchedulingAttributes {
  std::uint32_t size = 48;
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0;  ///< of an ordinary thread: the length of its turns
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

constexpr std::uint64_t kShortestTurnNs = 100'000;
constexpr std::int32_t kBackground = 10;

bool set(const SchedulingAttributes& wanted) {
  return syscall(SYS_sched_setattr, 0, &wanted, 0U) == 0;
}

/// Where the kernel does not tell: what a thread has that nobody spoke of.
SchedulingAttributes attributes_of_this_thread() {
  SchedulingAttributes found;
  const bool known = syscall(SYS_sched_getattr, 0, &found, found.size, 0U) == 0;
  return known ? found : SchedulingAttributes{};
}

}  // namespace

void keep_time_on_this_thread() {
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  const SchedulingAttributes given = attributes_of_this_thread();
  if (given.policy != SCHED_OTHER) return;  // real time, or the background: somebody's choice
  SchedulingAttributes wanted;
  wanted.policy = SCHED_OTHER;
  wanted.nice = given.nice;
  wanted.runtime_ns = kShortestTurnNs;
  set(wanted);
}

void let_this_thread_wait() {
  const SchedulingAttributes given = attributes_of_this_thread();
  if (given.policy == SCHED_IDLE) return;  // it stands behind everything already
  SchedulingAttributes wanted;
  wanted.policy = SCHED_BATCH;
  wanted.nice = given.nice + kBackground;
  wanted.runtime_ns = kShortestTurnNs;
  // What a sandbox without the call may know all the same.
  if (!set(wanted)) setpriority(PRIO_PROCESS, 0, kBackground);
}

#else

void keep_time_on_this_thread() {}
void let_this_thread_wait() {}

#endif

}  // namespace orbench::core
