#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/core/units.h"
#include "results/discovery.h"

namespace orbench::run {

/// Takes a snapshot every so often while the load runs, on a thread of its own: workers and the
/// supervision never wait for a table.
/// Threads: start and stop on one thread; `take` is called on the keeper's.
class SnapshotKeeper {
 public:
  using Take = std::function<results::Snapshot()>;

  SnapshotKeeper() = default;
  SnapshotKeeper(const SnapshotKeeper&) = delete;
  SnapshotKeeper& operator=(const SnapshotKeeper&) = delete;
  ~SnapshotKeeper();

  /// The first one comes after `every`.
  void start(core::Duration every, Take take);
  /// Ends the thread, after the snapshot that it may be taking, and gives what was taken.
  [[nodiscard]] std::vector<results::Snapshot> stop();

 private:
  void run(core::Duration every, const Take& take);

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<results::Snapshot> taken_;
  std::thread thread_;
};

}  // namespace orbench::run
