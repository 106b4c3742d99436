#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/core/units.h"

namespace orbench::run {

/// Why no further request starts. The first reason wins; names are on disk.
enum class StopReason : std::uint8_t {
  kNone,
  kMaxCost,
  kMaxRequests,
  kMaxDuration,
  kSignal,
  kAbort,
};
[[nodiscard]] constexpr std::string_view to_string(StopReason reason) {
  constexpr std::array<std::string_view, 6> kNames = {
      "completed", "max_cost_usd", "max_requests", "max_duration_s", "signal", "abort"};
  return kNames[static_cast<std::size_t>(reason)];
}

/// The one object that workers share: the caps of the whole run, all in atomics.
/// Threads: every call from any thread, none waits.
class Ledger {
 public:
  struct Caps {
    std::optional<core::Usd> max_cost;
    core::Usd worst_case_per_request;
    std::optional<std::int64_t> max_requests;
    std::optional<std::int64_t> max_in_flight;
  };
  explicit Ledger(const Caps& caps) : caps_(caps) {}

  enum class Admission : std::uint8_t { kGranted, kInFlightFull, kStopped };
  /// Takes a place for one request: a count, a slot in flight, and its worst case of money, or
  /// nothing at all. Reaching the count or the budget stops the run.
  [[nodiscard]] Admission admit();
  /// Gives the slot back. A known cost replaces the worst case; an unknown one keeps it, since the
  /// service may still bill it.
  void settle(std::optional<core::Usd> cost);

  /// Stops new requests; what is open drains. The first reason stays.
  void stop(StopReason reason);
  /// Stops, and asks workers to cut what is open.
  void abandon();
  [[nodiscard]] StopReason stop_reason() const { return reason_.load(std::memory_order_acquire); }
  [[nodiscard]] bool stopped() const { return stop_reason() != StopReason::kNone; }
  [[nodiscard]] bool abandoned() const { return abandoned_.load(std::memory_order_acquire); }

  [[nodiscard]] std::int64_t in_flight() const {
    return in_flight_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] core::Usd spent() const {
    return core::Usd::from_pico(spent_.load(std::memory_order_relaxed));
  }

 private:
  [[nodiscard]] bool reserve_money();
  static bool take_below(std::atomic<std::int64_t>& counter, std::int64_t cap);

  const Caps caps_;
  std::atomic<std::int64_t> requests_{0};
  std::atomic<std::int64_t> in_flight_{0};
  std::atomic<std::int64_t> committed_{0};  // pico-USD: spent + reserved + unsettled
  std::atomic<std::int64_t> spent_{0};      // pico-USD, subset of committed_
  std::atomic<StopReason> reason_{StopReason::kNone};
  std::atomic<bool> abandoned_{false};
};

}  // namespace orbench::run
