#include "results/sample_log.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "results/file_descriptor.h"
#include "results/sample_log_header.h"

namespace orbench::results {
namespace {

using core::Result;

/// Half of the promised second, so that a crash loses less than one.
constexpr std::chrono::milliseconds kFlushEvery{500};
/// A buffer that grows past this wakes the writer early.
constexpr std::size_t kWakeBytes = 256U << 10U;

/// What the workers and the writer share.
struct Backlog {
  explicit Backlog(std::size_t most) : max_bytes(most) {}
  const std::size_t max_bytes;
  std::atomic<std::size_t> bytes{0};
  std::atomic<std::int64_t> lost{0};
  std::mutex mutex;
  std::condition_variable wake;
  bool full = false;  // guarded by mutex, as is stop
  bool stop = false;

  void hurry() {
    const std::lock_guard lock(mutex);
    full = true;
    wake.notify_one();
  }
};

class WorkerSink final : public metrics::SampleSink {
 public:
  WorkerSink(const std::vector<CellIdentity>& cells, Backlog& backlog)
      : cells_(cells), backlog_(backlog) {}

  void add(const metrics::Sample& sample) override {
    if (backlog_.bytes.load(std::memory_order_relaxed) > backlog_.max_bytes) {
      backlog_.lost.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    static const CellIdentity unknown;
    const CellIdentity& cell = sample.cell < cells_.size() ? cells_[sample.cell] : unknown;
    std::size_t before = 0;
    std::size_t after = 0;
    {
      const std::lock_guard lock(mutex_);  // the writer holds it for a swap only
      before = lines_.size();
      append_sample_line(sample, cell, lines_);
      lines_ += '\n';
      after = lines_.size();
    }
    backlog_.bytes.fetch_add(after - before, std::memory_order_relaxed);
    if (before < kWakeBytes && after >= kWakeBytes) backlog_.hurry();
  }

  /// Trades the lines for an empty buffer, whose capacity is used again.
  void swap_lines(std::string& empty) {
    const std::lock_guard lock(mutex_);
    lines_.swap(empty);
  }

 private:
  const std::vector<CellIdentity>& cells_;
  Backlog& backlog_;
  std::mutex mutex_;
  std::string lines_;
};

class FileSampleLog final : public SampleLog {
 public:
  FileSampleLog(std::string path, FileDescriptor file, std::vector<CellIdentity> cells, int workers,
                std::size_t max_pending)
      : path_(std::move(path)),
        file_(std::move(file)),
        cells_(std::move(cells)),
        backlog_(max_pending) {
    for (int i = 0; i < std::max(1, workers); ++i) {
      sinks_.push_back(std::make_unique<WorkerSink>(cells_, backlog_));
    }
  }
  ~FileSampleLog() override { finish(); }
  FileSampleLog(const FileSampleLog&) = delete;
  FileSampleLog& operator=(const FileSampleLog&) = delete;

  Result<void> start() {
    try {
      writer_ = std::thread([this] { write_until_stopped(); });
    } catch (const std::system_error& error) {
      return io_failure("cannot start the writer of", path_, error.code().value(),
                        "raise the limit of threads");
    }
    return {};
  }

  metrics::SampleSink& sink(int worker) override {
    return *sinks_[static_cast<std::size_t>(worker)];
  }

  Result<void> close() override {
    finish();
    const std::int64_t lost = backlog_.lost.load();
    if (failure_) {
      core::Error error = *failure_;
      if (lost > 0) error.message += fmt::format(" ({} samples were not logged)", lost);
      return tl::unexpected(std::move(error));
    }
    if (lost == 0) return {};
    return core::fail(core::ErrorCode::kIo,
                      fmt::format("{} samples were not logged: the disk was slower than the load; "
                                  "write to a faster one",
                                  lost),
                      path_);
  }

 private:
  void finish() {
    if (writer_.joinable()) {
      {
        const std::lock_guard lock(backlog_.mutex);
        backlog_.stop = true;
        backlog_.wake.notify_one();
      }
      writer_.join();
    }
    if (!file_.close() && !failure_) fail(errno);
  }

  void write_until_stopped() {
    for (bool last = false; !last;) {
      {
        std::unique_lock lock(backlog_.mutex);
        backlog_.wake.wait_for(lock, kFlushEvery, [&] { return backlog_.full || backlog_.stop; });
        backlog_.full = false;
        last = backlog_.stop;
      }
      for (const auto& sink : sinks_) {
        batch_.clear();
        sink->swap_lines(batch_);
        write(batch_);
        backlog_.bytes.fetch_sub(batch_.size(), std::memory_order_relaxed);
      }
    }
  }

  /// After a failure nothing more is written: a line after half a line would spoil both.
  void write(std::string_view lines) {
    std::size_t written = 0;
    if (!failure_) {
      written = write_all(file_, lines);
      if (written < lines.size()) fail(errno);
    }
    const std::string_view rest = lines.substr(written);
    backlog_.lost += std::count(rest.begin(), rest.end(), '\n');
  }

  void fail(int error_number) {
    failure_ = io_failure("cannot write", path_, error_number,
                          "the log ends early; free some space and run again")
                   .value();
  }

  std::string path_;
  FileDescriptor file_;
  std::vector<CellIdentity> cells_;
  Backlog backlog_;
  std::vector<std::unique_ptr<WorkerSink>> sinks_;
  std::string batch_;                   // of the writer
  std::optional<core::Error> failure_;  // of the writer; read after it was joined
  std::thread writer_;
};

}  // namespace

Result<std::unique_ptr<SampleLog>> SampleLog::open(const std::string& path,
                                                   const SampleLogHeader& header, int workers,
                                                   std::size_t max_pending) {
  FileDescriptor file = create_file(path);
  if (!file.is_open()) {
    return io_failure("cannot create", path, errno, "check the path and its permissions");
  }
  const std::string first = encode_sample_log_header(header);
  if (write_all(file, first) < first.size()) {
    return io_failure("cannot write", path, errno, "free some space or choose another --out");
  }
  auto log =
      std::make_unique<FileSampleLog>(path, std::move(file), header.cells, workers, max_pending);
  if (Result<void> started = log->start(); !started) return tl::unexpected(started.error());
  return std::unique_ptr<SampleLog>(std::move(log));
}

}  // namespace orbench::results
