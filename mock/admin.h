#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "harness/core/json.h"
#include "harness/core/units.h"
#include "mock/metrics_text.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/server/truth_log.h"

namespace orbench::mock {

class Service;

/// What the admin path may see and do. Each call comes on the serving thread.
struct AdminPowers {
  const TruthLog* truth = nullptr;  ///< null: no ground truth is kept
  std::function<Service&()> service;
  std::function<core::Json()> counters;
  std::function<Gauges()> gauges;
  std::function<void()> reset;
  std::function<void(core::Duration delay, core::Duration length)> stall;
};

/// The mock's own operations, outside the API that it imitates; they exist only when enabled, and
/// the server listens on loopback only. All answers but the metrics are JSON, errors in the common
/// envelope:
///
///   GET  /admin/truth/{id}          one request, by X-Generation-Id or by its number
///   GET  /admin/truth?since=N       up to kMostListed requests numbered above N, without tokens
///   GET  /admin/routing/{id}        how one inference request was routed, by X-Generation-Id
///   GET  /admin/routing?since=N     up to kMostListed of them, by the number of the request
///   GET  /admin/counters            served, in flight, totals of the ground truth
///   GET  /admin/metrics             the same and more, for Prometheus
///   GET  /admin/clock               what time it is here
///   POST /admin/clock {"step_s"}    puts the clock forward
///   GET  /admin/faults              the rules that are on
///   POST /admin/faults {"faults"}   other rules in their place
///   POST /admin/reset               forgets the past: sequences, state, steps, ground truth
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
  struct Operation;

  [[nodiscard]] Script truth_of(const Request& request, std::string_view id) const;
  [[nodiscard]] Script truth_list(const Request& request, std::string_view id) const;
  [[nodiscard]] Script routing_of(const Request& request, std::string_view id) const;
  [[nodiscard]] Script routing_list(const Request& request, std::string_view id) const;
  [[nodiscard]] Script counters(const Request& request, std::string_view id) const;
  [[nodiscard]] Script metrics(const Request& request, std::string_view id) const;
  [[nodiscard]] Script clock(const Request& request, std::string_view id) const;
  [[nodiscard]] Script step_clock(const Request& request, std::string_view id) const;
  [[nodiscard]] Script faults(const Request& request, std::string_view id) const;
  [[nodiscard]] Script set_faults(const Request& request, std::string_view id) const;
  [[nodiscard]] Script reset(const Request& request, std::string_view id) const;
  [[nodiscard]] Script stall(const Request& request, std::string_view id) const;

  AdminPowers powers_;
};

}  // namespace orbench::mock
