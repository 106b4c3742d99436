#pragma once

#include <atomic>
#include <cstdint>

#include "harness/core/clock.h"

namespace orbench::support {

/// A clock that stands still until a test moves it, so that no test sleeps to wait.
/// Threads: any thread may read and advance.
class ManualClock final : public core::Clock {
 public:
  explicit ManualClock(core::Duration start = core::Duration{0}) : ns_(start.count()) {}

  [[nodiscard]] core::Duration now() const override { return core::Duration{ns_.load()}; }
  void advance(core::Duration by) { ns_ += by.count(); }

 private:
  std::atomic<std::int64_t> ns_;
};

}  // namespace orbench::support
