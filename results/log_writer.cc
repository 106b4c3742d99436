#include "results/log_writer.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "harness/core/thread_urgency.h"

namespace orbench::results {
namespace {

/// A kernel may not take the processor from a thread inside a write, and a worker may share it.
constexpr std::size_t kPieceBytes = 64U << 10U;

}  // namespace

core::Result<void> LogWriter::start(std::chrono::milliseconds period, Turn turn) {
  turn_ = std::move(turn);
  try {
    thread_ = std::thread([this, period] { run(period); });
  } catch (const std::system_error& error) {
    return io_failure("cannot start the writer of", path_, error.code().value(),
                      "raise the limit of threads");
  }
  return {};
}

void LogWriter::hurry() {
  const std::lock_guard lock(mutex_);
  hurry_ = true;
  wake_.notify_one();
}

void LogWriter::run(std::chrono::milliseconds period) {
  core::let_this_thread_wait();  // a worker may share the core
  for (bool last = false; !last;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, period, [this] { return hurry_ || stop_; });
      hurry_ = false;
      last = stop_;
    }
    turn_(last);
  }
}

std::size_t LogWriter::write(std::string_view text) {
  if (failure_) return 0;
  std::size_t done = 0;
  while (done < text.size()) {
    const std::string_view piece = text.substr(done, kPieceBytes);
    const std::size_t written = write_all(file_, piece);
    done += written;
    if (written == piece.size()) continue;
    fail(errno);
    break;
  }
  return done;
}

core::Result<void> LogWriter::finish() {
  if (thread_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      wake_.notify_one();
    }
    thread_.join();
  }
  if (!file_.close() && !failure_) fail(errno);
  if (failure_) return tl::unexpected(*failure_);
  return {};
}

void LogWriter::fail(int error_number) {
  failure_ = io_failure("cannot write", path_, error_number,
                        "the log ends early; free some space and run again")
                 .value();
}

}  // namespace orbench::results
