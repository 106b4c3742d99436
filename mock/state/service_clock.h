#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "harness/core/clock.h"

namespace orbench::mock {

/// The two times of a service. `now()` runs, and is what a job's progress or a delay is measured
/// by; `unix_seconds()` stands still, so that answers can be repeated byte by byte. A step moves
/// both, so that a day passes in no time.
/// Threads: one thread per object; step() may be called from any.
/// Lifetime: borrows the clock it runs by.
class ServiceClock final : public core::Clock {
 public:
  ServiceClock(std::int64_t start_unix, const core::Clock& runs_by)
      : runs_by_(runs_by), start_(runs_by.now()), start_unix_(start_unix) {}

  /// Since the service began, and all steps.
  [[nodiscard]] core::Duration now() const override { return runs_by_.now() - start_ + stepped(); }
  [[nodiscard]] std::int64_t unix_seconds() const {
    return start_unix_ + std::chrono::duration_cast<std::chrono::seconds>(stepped()).count();
  }
  /// Since 1970, as it runs: what limits, expiry and the `Date` header go by.
  [[nodiscard]] core::Duration wall() const { return std::chrono::seconds(start_unix_) + now(); }
  [[nodiscard]] std::int64_t wall_seconds() const {
    return std::chrono::duration_cast<std::chrono::seconds>(wall()).count();
  }
  /// REQUIRES: not negative.
  void step(core::Duration by) { stepped_ns_ += by.count(); }
  /// Begins again: no time has passed and none was stepped.
  void reset() {
    start_ = runs_by_.now();
    stepped_ns_ = 0;
  }

 private:
  [[nodiscard]] core::Duration stepped() const { return core::Duration(stepped_ns_.load()); }

  const core::Clock& runs_by_;
  core::Duration start_;
  std::int64_t start_unix_;
  std::atomic<std::int64_t> stepped_ns_ = 0;
};

}  // namespace orbench::mock
