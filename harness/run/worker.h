#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "harness/core/result.h"
#include "harness/metrics/recorder.h"
#include "harness/run/dispatcher.h"
#include "harness/transport/reactor.h"

namespace orbench::run {

/// What a worker leaves behind after join.
struct WorkerReport {
  metrics::Histogram send_lag{metrics::HistogramRange{1, 3600000000, 3}};  ///< µs
  metrics::Histogram loop_lag{metrics::HistogramRange{1, 3600000000, 3}};  ///< µs
  double cpu_share = 0;  ///< of one core, from the epoch to the end
  std::int64_t dropped = 0;
  std::int64_t planned = 0;
  std::int64_t late = 0;
  std::int64_t missed = 0;
};

/// One thread, one event loop, one recorder; nothing shared with other workers but the Ledger.
/// Life: make, launch, wait for ready, release with the epoch, join.
class Worker {
 public:
  struct Setup {
    const RunPlan& plan;
    const RunTarget& target;
    Ledger& ledger;
    const core::Clock& clock;
    std::uint64_t index = 0;
    std::uint64_t count = 1;
  };
  /// Makes loop and transport on the caller's thread, so that a shortage is an Error before the
  /// load starts.
  static core::Result<std::unique_ptr<Worker>> create(const Setup& setup);
  ~Worker();

  /// Runs on a thread of its own until its share is done. `epoch` of CLOCK_MONOTONIC.
  void launch(core::Duration epoch, metrics::SampleSink& sink);
  void join();
  /// From any thread: look at the ledger now.
  void wake();
  [[nodiscard]] bool finished() const { return finished_.load(std::memory_order_acquire); }

  /// From any thread: at most a tenth of a second old.
  [[nodiscard]] Progress progress() const;
  /// After join only.
  [[nodiscard]] metrics::Recorder& recorder() { return recorder_; }
  [[nodiscard]] const WorkerReport& report() const { return report_; }

 private:
  explicit Worker(const Setup& setup);
  void run(core::Duration epoch, metrics::SampleSink& sink);
  void publish(const Dispatcher& dispatcher);

  Setup setup_;
  metrics::Recorder recorder_;
  std::unique_ptr<transport::Reactor> reactor_;
  std::unique_ptr<transport::Transport> transport_;
  WorkerReport report_;
  std::atomic<bool> finished_{false};
  mutable std::mutex progress_mutex_;
  Progress progress_;
  std::thread thread_;
};

}  // namespace orbench::run
