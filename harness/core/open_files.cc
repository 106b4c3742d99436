#include "harness/core/open_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace orbench::core {

std::optional<std::uint64_t> raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return limit.rlim_cur;
}

void make_room_for_open_files(std::uint64_t count) {
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  count = std::min({count, std::uint64_t{limit.rlim_cur}, kMost});
  if (count == 0) return;
  const int any = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (any < 0) return;
  // The table grows to hold the number of a file, and does not shrink again.
  const int highest = fcntl(any, F_DUPFD_CLOEXEC, static_cast<int>(count - 1));
  if (highest >= 0) close(highest);
  close(any);
}

}  // namespace orbench::core
