#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/recorder.h"
#include "harness/run/dispatcher.h"
#include "harness/transport/reactor.h"
#include "results/search_report.h"

namespace orbench::run {

/// What a worker leaves behind after join.
struct WorkerReport {
  metrics::Histogram send_lag{metrics::HistogramRange{1, 3600000000, 3}};  ///< µs
  metrics::Histogram loop_lag{metrics::HistogramRange{1, 3600000000, 3}};  ///< µs
  /// µs that bytes had waited when they were read; 0 for prompt reads.
  metrics::Histogram read_lag{metrics::HistogramRange{1, 3600000000, 3}};
  double cpu_share = 0;  ///< of one core, from the epoch to the end
  std::int64_t dropped = 0;
  std::int64_t planned = 0;
  std::int64_t late = 0;
  std::int64_t missed = 0;
  transport::StampCounts stamps;  ///< from the epoch on
  std::vector<results::SearchReport> searches;
};

/// Where a worker leaves what it records while it runs. Both must outlive join().
struct WorkerSinks {
  metrics::SampleSink* samples = nullptr;      ///< each request as it ends
  metrics::IntervalSink* intervals = nullptr;  ///< histograms; null = not wanted
};

/// One thread, one event loop, one recorder; nothing shared with other workers but the Ledger.
/// Life: create, launch, wait until ready, release with the epoch, join. The destructor sends a
/// worker home that was never released.
class Worker {
 public:
  struct Setup {
    const RunPlan& plan;
    const RunTarget& target;
    Ledger& ledger;
    const core::Clock& clock;
    std::uint64_t index = 0;
    std::uint64_t count = 1;
    std::vector<std::unique_ptr<SegmentGate>>* gates = nullptr;  ///< as Dispatcher::Parts has them
    Settler* settler = nullptr;
  };
  /// Makes loop and transport on the caller's thread, so that a shortage is an Error before the
  /// load starts. Errors: also kUnsupported for kernel stamps where there are none.
  static core::Result<std::unique_ptr<Worker>> create(const Setup& setup);
  ~Worker();

  /// Starts the thread, which opens its connections first.
  void launch();
  /// Waits so long at most until it has done so, as far as the target let it: true if it has.
  [[nodiscard]] bool ready_within(core::Duration wait) const { return is_set(ready_at_, wait); }
  /// Runs its share of the load, once. `epoch` of CLOCK_MONOTONIC, a moment ahead.
  /// REQUIRES: launched; sinks.samples is not null.
  void release(core::Duration epoch, WorkerSinks sinks);
  void join();
  /// From any thread: look at the ledger now.
  void wake();
  /// The same for its share of the load.
  [[nodiscard]] bool finished_within(core::Duration wait) const {
    return is_set(finished_at_, wait);
  }

  /// From any thread: at most a tenth of a second old.
  [[nodiscard]] Progress progress() const;
  /// From any thread: asks for a copy of what was recorded, to be ready a tenth of a second later.
  void request_snapshot() { snapshot_wanted_.store(true, std::memory_order_release); }
  /// From any thread: adds the latest such copy, if there is one.
  void merge_snapshot_into(metrics::Recorder& so_far) const;
  /// After join only.
  [[nodiscard]] metrics::Recorder& recorder() { return recorder_; }
  [[nodiscard]] const WorkerReport& report() const { return report_; }

 private:
  explicit Worker(const Setup& setup);
  struct Release {
    core::Duration epoch;
    WorkerSinks sinks;  ///< without samples: go home
  };
  [[nodiscard]] static bool is_set(const std::future<void>& future, core::Duration wait) {
    return future.wait_for(wait) == std::future_status::ready;
  }
  void live();
  void connect();
  void run(core::Duration epoch, const WorkerSinks& sinks);
  void hand_over(core::Duration since_epoch, const WorkerSinks& sinks);
  /// Returns when the wait was over.
  core::Duration wait_until(core::Duration next, core::Duration now);
  void publish(const Dispatcher& dispatcher);

  Setup setup_;
  metrics::Recorder recorder_;
  std::unique_ptr<transport::Reactor> reactor_;
  std::unique_ptr<transport::Transport> transport_;
  WorkerReport report_;
  std::promise<Release> release_;
  bool released_ = false;  // the caller's
  std::atomic<bool> dismissed_{false};
  std::promise<void> ready_;
  std::promise<void> finished_;
  std::future<void> ready_at_ = ready_.get_future();
  std::future<void> finished_at_ = finished_.get_future();
  mutable std::mutex progress_mutex_;
  Progress progress_;
  std::atomic<bool> snapshot_wanted_{false};
  std::unique_ptr<metrics::Recorder> snapshot_;  // guarded by progress_mutex_
  std::thread thread_;
};

}  // namespace orbench::run
