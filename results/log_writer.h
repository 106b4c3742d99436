#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "harness/core/result.h"
#include "results/file_descriptor.h"

namespace orbench::results {

/// A log file with a thread of its own, so that no one who produces lines waits for a disk.
/// The first failure is kept and ends the log there: a line after half a line would spoil both.
/// Threads: start, finish and the destructor from the owner's thread; write() within a turn only.
class LogWriter {
 public:
  /// Called on the writer's thread; `last` when no other turn follows.
  using Turn = std::function<void(bool last)>;

  LogWriter(std::string path, FileDescriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}
  ~LogWriter() { finish(); }
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Takes a turn every `period`, at once after hurry(), and a last one in finish().
  /// Errors: kIo when there is no thread to be had.
  core::Result<void> start(std::chrono::milliseconds period, Turn turn);
  /// From any thread.
  void hurry();
  /// How many of the bytes were written: fewer than all once the file has failed.
  std::size_t write(std::string_view text);
  /// Takes the last turn and closes the file. Idempotent. Errors: kIo, the first failure.
  core::Result<void> finish();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void run(std::chrono::milliseconds period);
  void fail(int error_number);

  std::string path_;
  FileDescriptor file_;
  Turn turn_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool hurry_ = false;  // guarded by mutex_, as is stop_
  bool stop_ = false;
  std::optional<core::Error> failure_;  // of the thread; read after it was joined
  std::thread thread_;
};

}  // namespace orbench::results
