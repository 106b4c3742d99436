#include "results/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace orbench::results {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;  // a run folder may hold prompts and replies

}  // namespace

bool FileDescriptor::close() {
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || ::close(fd) == 0;
}

FileDescriptor create_file(const std::string& path, bool must_be_new) {
  const int fresh = must_be_new ? O_EXCL : O_TRUNC;
  return FileDescriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | fresh, kOwnerOnly));
}

FileDescriptor open_for_reading(const std::string& path) {
  return FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

std::size_t write_all(const FileDescriptor& file, std::string_view text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file.get(), text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    done += static_cast<std::size_t>(written);
  }
  return done;
}

std::ptrdiff_t read_some(const FileDescriptor& file, char* buffer, std::size_t size) {
  ssize_t got = -1;
  do {
    got = ::read(file.get(), buffer, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

std::ptrdiff_t read_at(const FileDescriptor& file, std::int64_t offset, char* buffer,
                       std::size_t size) {
  ssize_t got = -1;
  do {
    got = ::pread(file.get(), buffer, size, offset);
  } while (got < 0 && errno == EINTR);
  return got;
}

tl::unexpected<core::Error> io_failure(std::string_view doing, const std::string& path,
                                       int error_number, std::string_view remedy) {
  const std::string reason = std::generic_category().message(error_number);
  return core::fail(core::ErrorCode::kIo, fmt::format("{} {}: {}; {}", doing, path, reason, remedy),
                    path);
}

}  // namespace orbench::results
