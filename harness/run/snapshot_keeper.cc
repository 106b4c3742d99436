#include "harness/run/snapshot_keeper.h"

#include <utility>

namespace orbench::run {

SnapshotKeeper::~SnapshotKeeper() { (void)stop(); }

void SnapshotKeeper::start(core::Duration every, Take take) {
  thread_ = std::thread([this, every, take = std::move(take)] { run(every, take); });
}

void SnapshotKeeper::run(core::Duration every, const Take& take) {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, every, [this] { return stopping_; })) {
    lock.unlock();
    results::Snapshot snapshot = take();
    lock.lock();
    taken_.push_back(std::move(snapshot));
  }
}

std::vector<results::Snapshot> SnapshotKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
  return std::exchange(taken_, {});
}

}  // namespace orbench::run
