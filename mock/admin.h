#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "harness/core/json.h"
#include "harness/core/units.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/server/truth_log.h"

namespace orbench::mock {

/// What the admin path may see and do. Each call comes on the serving thread.
struct AdminPowers {
  const TruthLog* truth = nullptr;  ///< null: no ground truth is kept
  std::function<core::Json()> counters;
  std::function<void()> reset;
  std::function<void(core::Duration delay, core::Duration length)> stall;
};

/// The mock's own operations, outside the API that it imitates; they exist only when enabled, and
/// the server listens on loopback only. All answers are JSON, errors in the common envelope:
///
///   GET  /admin/truth/{id}          one request, by X-Generation-Id or by its number
///   GET  /admin/truth?since=N       up to kMostListed requests numbered above N, without tokens
///   GET  /admin/counters            served, in flight, totals of the ground truth
///   POST /admin/reset               forgets the past: sequences, ground truth
///   POST /admin/stall {"ms", "after_ms"}   freezes the server; the answer may come after it
///
/// Instants are CLOCK_MONOTONIC in nanoseconds (`*_ns`).
/// Threads: one thread per object.
class Admin {
 public:
  static constexpr std::size_t kMostListed = 1000;

  explicit Admin(AdminPowers powers);

  /// Whether the path belongs here.
  [[nodiscard]] static bool owns(std::string_view path);
  [[nodiscard]] Script answer(const Request& request) const;

 private:
  [[nodiscard]] Script truth_of(std::string_view id) const;
  [[nodiscard]] Script truth_list(std::string_view query) const;
  [[nodiscard]] Script stall(std::string_view body) const;

  AdminPowers powers_;
};

}  // namespace orbench::mock
