#include "harness/cli/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "harness/core/clock.h"

namespace orbench::cli {

core::Result<RunLog> RunLog::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  std::FILE* file = descriptor < 0 ? nullptr : fdopen(descriptor, "a");
  if (file == nullptr) {
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    return core::fail(
        core::ErrorCode::kIo,
        fmt::format("cannot write {}: {}; check the folder, or name another with --out", path,
                    std::strerror(error)));
  }
  return RunLog(file);
}

void RunLog::line(std::string_view text) {
  const std::string stamped = fmt::format("{} {}\n", core::iso8601_utc(core::wall_seconds()), text);
  const bool written =
      std::fwrite(stamped.data(), 1, stamped.size(), file_.get()) == stamped.size();
  if (!written || std::fflush(file_.get()) != 0) ++lost_;
}

}  // namespace orbench::cli
