#include "harness/run/pinning.h"

#include <sched.h>

#include <thread>

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

cpu_set_t cores_of_this_thread() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  sched_getaffinity(0, sizeof cores, &cores);
  return cores;
}

TEST(PinWorker, GivesEachWorkerOneCoreOfItsOwnAmongTheAllowedOnes) {
  const cpu_set_t allowed = cores_of_this_thread();
  const auto workers = static_cast<std::uint64_t>(CPU_COUNT(&allowed));
  if (workers < 2) GTEST_SKIP() << "one core: nothing to divide";
  cpu_set_t all;
  CPU_ZERO(&all);
  for (std::uint64_t i = 0; i < workers; ++i) {
    std::thread([&] {
      EXPECT_TRUE(pin_worker(i, workers));
      cpu_set_t own = cores_of_this_thread();
      EXPECT_EQ(CPU_COUNT(&own), 1);
      CPU_OR(&all, &all, &own);
    }).join();
  }
  EXPECT_TRUE(CPU_EQUAL(&all, &allowed));
}

TEST(PinWorker, LeavesASingleWorkerAndACrowdFree) {
  const cpu_set_t allowed = cores_of_this_thread();
  const auto cores = static_cast<std::uint64_t>(CPU_COUNT(&allowed));
  std::thread([&] {
    EXPECT_FALSE(pin_worker(0, 1));
    EXPECT_FALSE(pin_worker(0, cores + 1));
    const cpu_set_t now = cores_of_this_thread();
    EXPECT_TRUE(CPU_EQUAL(&now, &allowed));
  }).join();
}

}  // namespace
}  // namespace orbench::run
