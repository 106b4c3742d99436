#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "harness/core/result.h"

namespace orbench::results {

/// Owns an open file; closes it. Empty when opening failed (errno says why).
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }
  /// False when the system reports a late write error. Idempotent.
  bool close();

 private:
  int fd_ = -1;
};

/// Creates or empties a file of mode 0600. With `must_be_new`, an existing file is refused
/// (EEXIST).
[[nodiscard]] FileDescriptor create_file(const std::string& path, bool must_be_new = false);
[[nodiscard]] FileDescriptor open_for_reading(const std::string& path);
/// Returns the bytes written: all of them, or fewer and errno says why.
[[nodiscard]] std::size_t write_all(const FileDescriptor& file, std::string_view text);
/// Up to `size` bytes into `buffer`; 0 at the end, -1 on failure.
[[nodiscard]] std::ptrdiff_t read_some(const FileDescriptor& file, char* buffer, std::size_t size);
/// The same from a place in the file, whatever else reads from it.
[[nodiscard]] std::ptrdiff_t read_at(const FileDescriptor& file, std::int64_t offset, char* buffer,
                                     std::size_t size);

/// The kIo error `<doing> <path>: <errno in words>; <remedy>`.
[[nodiscard]] tl::unexpected<core::Error> io_failure(std::string_view doing,
                                                     const std::string& path, int error_number,
                                                     std::string_view remedy);

}  // namespace orbench::results
