#include "results/histogram_log.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "results/file_descriptor.h"
#include "results/log_writer.h"

namespace orbench::results {
namespace {

using core::Duration;
using core::Result;
using metrics::Histogram;
using metrics::Interval;
using metrics::MetricId;

/// With the hand-over before it, under the promised second.
constexpr std::chrono::milliseconds kTurnEvery{600};
/// With hand-over and turn, under the promised ten seconds.
constexpr Duration kLineEvery = std::chrono::seconds{9};

class WorkerIntervals final : public metrics::IntervalSink {
 public:
  void take(Interval interval) override {
    constexpr std::size_t kMost = 16;  // more than a writer leaves that is on time
    const std::lock_guard lock(mutex_);
    if (taken_.size() < kMost) {
      taken_.push_back(std::move(interval));
    } else {
      taken_.back().merge(interval);
    }
  }

  std::vector<Interval> hand_on() {
    const std::lock_guard lock(mutex_);
    return std::exchange(taken_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Interval> taken_;
};

/// What a line will hold.
struct Pending {
  Duration start{0};
  Duration end{0};
  std::unique_ptr<Histogram> histogram;
};

HlogLine make_line(const HlogSeries& series, Pending pending) {
  const metrics::UnitInfo& unit = metrics::unit_info(metrics::metric_info(series.metric).unit);
  HlogLine line;
  line.tag = hlog_tag(series);
  line.start_s = core::to_seconds(pending.start);
  line.length_s = core::to_seconds(pending.end - pending.start);
  line.max = static_cast<double>(pending.histogram->max()) / unit.steps_per_unit;
  // As many as tell one step from the next, at least the three of the format.
  line.max_decimals = std::max(3, static_cast<int>(std::lround(std::log10(unit.steps_per_unit))));
  line.histogram = std::move(*pending.histogram);
  return line;
}

class FileHistogramLog final : public HistogramLog {
 public:
  FileHistogramLog(const std::string& path, FileDescriptor file, int workers)
      : writer_(path, std::move(file)) {
    for (int i = 0; i < std::max(1, workers); ++i) {
      sinks_.push_back(std::make_unique<WorkerIntervals>());
    }
  }
  ~FileHistogramLog() override { static_cast<void>(writer_.finish()); }
  FileHistogramLog(const FileHistogramLog&) = delete;
  FileHistogramLog& operator=(const FileHistogramLog&) = delete;

  Result<void> start() {
    return writer_.start(kTurnEvery, [this](bool last) { write_due(last); });
  }
  metrics::IntervalSink& sink(int worker) override {
    return *sinks_[static_cast<std::size_t>(worker)];
  }
  Result<void> close() override {
    const Result<void> finished = writer_.finish();
    if (!finished) return finished;
    if (failure_) return tl::unexpected(*failure_);
    return {};
  }

 private:
  void add(Interval interval) {
    now_ = std::max(now_, interval.end);
    for (const auto& [cell, window] : interval.windows) {
      // Every worker tells of a segment when it begins there: at one instant for all.
      if (windows_.insert_or_assign(cell, window).second) {
        lines_ += encode_hlog_window({cell, window});
      }
    }
    for (auto& [key, set] : interval.sets) {
      for (const metrics::MetricInfo& metric : metrics::all_metrics()) {
        std::unique_ptr<Histogram> histogram = set.release(metric.id);
        if (!histogram) continue;
        Pending& pending = pending_[{key.first, metric.id, key.second}];
        if (pending.histogram) {
          pending.start = std::min(pending.start, interval.start);
          pending.end = std::max(pending.end, interval.end);
          pending.histogram->merge(*histogram);
        } else {
          pending = {interval.start, interval.end, std::move(histogram)};
        }
      }
    }
  }

  void write_due(bool last) {
    lines_.clear();
    for (const auto& sink : sinks_) {
      for (Interval& interval : sink->hand_on()) add(std::move(interval));
    }
    for (auto entry = pending_.begin(); entry != pending_.end();) {
      const bool due =
          last || entry->first.metric == MetricId::icl || now_ - entry->second.start >= kLineEvery;
      if (due) {
        const HlogLine line = make_line(entry->first, std::move(entry->second));
        const Result<void> appended = append_hlog_line(line, lines_);
        if (!appended && !failure_) failure_ = appended.error();
      }
      entry = due ? pending_.erase(entry) : std::next(entry);
    }
    writer_.write(lines_);
  }

  std::vector<std::unique_ptr<WorkerIntervals>> sinks_;
  // Of the writer's thread:
  std::map<HlogSeries, Pending> pending_;
  std::map<std::uint32_t, metrics::Window> windows_;  // told
  Duration now_{0};  // of the run, as far as it has been handed over
  std::string lines_;
  std::optional<core::Error> failure_;
  LogWriter writer_;
};

}  // namespace

Result<std::unique_ptr<HistogramLog>> HistogramLog::open(const std::string& path,
                                                         const HlogHeader& header, int workers) {
  FileDescriptor file = create_file(path);
  if (!file.is_open()) {
    return io_failure("cannot create", path, errno, "check the path and its permissions");
  }
  const std::string first = encode_hlog_header(header);
  if (write_all(file, first) < first.size()) {
    return io_failure("cannot write", path, errno, "free some space or choose another --out");
  }
  auto log = std::make_unique<FileHistogramLog>(path, std::move(file), workers);
  if (Result<void> started = log->start(); !started) return tl::unexpected(started.error());
  return std::unique_ptr<HistogramLog>(std::move(log));
}

}  // namespace orbench::results
