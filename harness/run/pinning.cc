#include "harness/run/pinning.h"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace orbench::run {

#ifdef __linux__

bool pin_worker(std::uint64_t index, std::uint64_t count) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (count < 2 || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return false;
  if (count > static_cast<std::uint64_t>(CPU_COUNT(&allowed))) return false;
  std::uint64_t seen = 0;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &allowed) == 0 || seen++ != index) continue;
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(core, &own);
    return pthread_setaffinity_np(pthread_self(), sizeof own, &own) == 0;
  }
  return false;
}

#else

bool pin_worker(std::uint64_t /*index*/, std::uint64_t /*count*/) { return false; }

#endif

}  // namespace orbench::run
