#include "results/sample_log.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "results/file_descriptor.h"
#include "results/log_writer.h"
#include "results/sample_log_header.h"

namespace orbench::results {
namespace {

using core::Result;

/// With the tenth that a worker may gather for, well within the promised second.
constexpr std::chrono::milliseconds kFlushEvery{500};
/// A worker gathers so much before it takes the lock, whose atomics would wait for a line's bytes
/// to reach the cache, a hundredth of a request's cost.
constexpr std::size_t kGatherBytes = 64U << 10U;
/// Full buffers of more than this wake the writer early.
constexpr std::size_t kWakeBytes = 256U << 10U;
/// Buffers that a worker has at hand, so that few are allocated anew.
constexpr std::size_t kMostEmpty = 2 * kWakeBytes / kGatherBytes;

/// What the workers and the writer share.
struct Backlog {
  Backlog(std::size_t most, LogWriter& log_writer) : max_bytes(most), writer(log_writer) {}
  const std::size_t max_bytes;
  LogWriter& writer;
  std::atomic<std::size_t> bytes{0};
  std::atomic<std::int64_t> lost{0};
};

class WorkerSink final : public metrics::SampleSink {
 public:
  /// `cells`: the fields that each one's samples share.
  WorkerSink(const std::vector<std::string>& cells, Backlog& backlog)
      : cells_(cells), backlog_(backlog) {}

  void add(const metrics::Sample& sample) override {
    if (backlog_.bytes.load(std::memory_order_relaxed) > backlog_.max_bytes) {
      backlog_.lost.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    static const std::string unknown = sample_fields_of({});
    const std::string& cell = sample.cell < cells_.size() ? cells_[sample.cell] : unknown;
    append_sample_line(sample, cell, gathered_);
    gathered_ += '\n';
    if (gathered_.size() >= kGatherBytes) hand_over();
  }

  void hand_over() override {
    if (gathered_.empty()) return;
    const std::size_t bytes = gathered_.size();
    bool is_much = false;
    {
      const std::lock_guard lock(mutex_);  // the writer holds it for a few moves only
      is_much = full_bytes_ < kWakeBytes && full_bytes_ + bytes >= kWakeBytes;
      full_bytes_ += bytes;
      // Counted before the writer can take them: it subtracts, and a count below zero would read as
      // a disk that is far behind.
      backlog_.bytes.fetch_add(bytes, std::memory_order_relaxed);
      full_.push_back(std::move(gathered_));
      gathered_ = std::string{};
      if (!empty_.empty()) {
        gathered_ = std::move(empty_.back());
        empty_.pop_back();
      }
    }
    if (is_much) backlog_.writer.hurry();
  }

  /// Takes the buffers that are full, oldest first.
  [[nodiscard]] std::vector<std::string> take_full() {
    const std::lock_guard lock(mutex_);
    full_bytes_ = 0;
    return std::exchange(full_, {});
  }
  /// Gives buffers back: their memory is used again, that of a few at least.
  void give_back(std::vector<std::string> written) {
    const std::lock_guard lock(mutex_);
    for (std::string& buffer : written) {
      if (empty_.size() == kMostEmpty) return;
      buffer.clear();
      empty_.push_back(std::move(buffer));
    }
  }

 private:
  const std::vector<std::string>& cells_;
  Backlog& backlog_;
  std::string gathered_;  // the worker's own
  std::mutex mutex_;
  std::vector<std::string> full_;
  std::size_t full_bytes_ = 0;
  std::vector<std::string> empty_;
};

class FileSampleLog final : public SampleLog {
 public:
  FileSampleLog(const std::string& path, FileDescriptor file,
                const std::vector<CellIdentity>& cells, int workers, std::size_t max_pending)
      : writer_(path, std::move(file)), backlog_(max_pending, writer_) {
    for (const CellIdentity& cell : cells) cells_.push_back(sample_fields_of(cell));
    for (int i = 0; i < std::max(1, workers); ++i) {
      sinks_.push_back(std::make_unique<WorkerSink>(cells_, backlog_));
    }
  }
  ~FileSampleLog() override { static_cast<void>(finish()); }
  FileSampleLog(const FileSampleLog&) = delete;
  FileSampleLog& operator=(const FileSampleLog&) = delete;

  Result<void> start() {
    return writer_.start(kFlushEvery, [this](bool) { write_pending(); });
  }

  metrics::SampleSink& sink(int worker) override {
    return *sinks_[static_cast<std::size_t>(worker)];
  }

  Result<void> close() override {
    Result<void> finished = finish();
    const std::int64_t lost = backlog_.lost.load();
    if (lost == 0) return finished;
    if (!finished) {
      finished.error().message += fmt::format(" ({} samples were not logged)", lost);
      return finished;
    }
    return core::fail(core::ErrorCode::kIo,
                      fmt::format("{} samples were not logged: the disk was slower than the load; "
                                  "write to a faster one",
                                  lost),
                      writer_.path());
  }

 private:
  /// The workers are gone, so that their sinks are the owner's.
  Result<void> finish() {
    for (const auto& sink : sinks_) sink->hand_over();
    return writer_.finish();
  }
  void write_pending() {
    for (const auto& sink : sinks_) {
      std::vector<std::string> full = sink->take_full();
      for (const std::string& lines : full) {
        const std::string_view rest = std::string_view(lines).substr(writer_.write(lines));
        backlog_.lost += std::count(rest.begin(), rest.end(), '\n');
        backlog_.bytes.fetch_sub(lines.size(), std::memory_order_relaxed);
      }
      sink->give_back(std::move(full));
    }
  }

  std::vector<std::string> cells_;
  std::vector<std::unique_ptr<WorkerSink>> sinks_;
  LogWriter writer_;
  Backlog backlog_;
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
