#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "results/file_descriptor.h"
#include "results/run_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
namespace fs = std::filesystem;

constexpr std::string_view kFreeSpace = "free some space or choose another place";
constexpr std::string_view kCheckPath = "check the path and its permissions";

/// A device or a pipe cannot be replaced by a rename; it is written to as it stands.
bool is_special(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

/// The file that a chain of links ends in, so that a rename replaces the file and not the link.
std::string followed(const std::string& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target.string();
}

core::Result<void> write_through(const std::string& path, FileDescriptor& file,
                                 std::string_view text, bool sync) {
  const bool written = write_all(file, text) == text.size() && (!sync || ::fsync(file.get()) == 0);
  const int error_number = errno;
  if (!written) return io_failure("cannot write", path, error_number, kFreeSpace);
  if (!file.close()) return io_failure("cannot write", path, errno, kFreeSpace);
  return {};
}

}  // namespace

core::Result<void> write_file(const std::string& path, std::string_view text) {
  if (is_special(path)) {
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) return io_failure("cannot open", path, errno, kCheckPath);
    return write_through(path, file, text, false);
  }
  const std::string target = followed(path);
  const std::string temporary = fmt::format("{}.{}.tmp", target, ::getpid());
  FileDescriptor file = create_file(temporary);
  if (!file.is_open()) return io_failure("cannot create", path, errno, kCheckPath);
  core::Result<void> written = write_through(path, file, text, true);
  if (written && std::rename(temporary.c_str(), target.c_str()) != 0) {
    written = io_failure("cannot create", path, errno, kCheckPath);
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

core::Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const FileDescriptor file = open_for_reading(path);
  if (!file.is_open()) {
    if (errno != ENOENT && errno != ENOTDIR) {
      return io_failure("cannot open", path, errno, kCheckPath);
    }
    return core::fail(ErrorCode::kNotFound, fmt::format("{} does not exist; {}", path, kCheckPath),
                      path);
  }
  constexpr std::size_t kChunk = 1U << 16U;
  std::string text;
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + kChunk);
    const std::ptrdiff_t got = read_some(file, text.data() + size, kChunk);
    if (got < 0) return io_failure("cannot read", path, errno, kCheckPath);
    text.resize(size + static_cast<std::size_t>(got));
    if (got == 0) return text;
    if (text.size() > max_bytes) {
      return core::fail(
          ErrorCode::kTooLarge,
          fmt::format("{} is larger than {} bytes; is it the right file?", path, max_bytes), path);
    }
  }
}

}  // namespace orbench::results
