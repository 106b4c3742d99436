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
  kDecided,            ///< everything that was to be decided is
  kBudgetModelBroken,  ///< a request cost more than its worst case: the budget holds no longer
};
[[nodiscard]] constexpr std::string_view to_string(StopReason reason) {
  constexpr std::array<std::string_view, 8> kNames = {
      "completed", "max_cost_usd", "max_requests", "max_duration_s",
      "signal",    "abort",        "decided",      "budget_model_broken"};
  return kNames[static_cast<std::size_t>(reason)];
}

/// The one object that workers share: the caps of the whole run, all in atomics.
/// Money: spent + reserved + unsettled never exceeds max_cost. A request reserves its worst case
/// before it is sent, in one atomic step with the test, and gives back what it did not cost once
/// the service has said what it did; a cost that nobody told stays reserved, since the service may
/// still bill it, until somebody learns it. What no cap asks for is not counted.
/// Units:   pico-USD inside, rounded up where a bound is made.
/// Threads: every call from any thread, none waits.
class Ledger {
 public:
  struct Caps {
    std::optional<core::Usd> max_cost;
    std::optional<std::int64_t> max_requests;
    std::optional<std::int64_t> max_in_flight;
  };
  explicit Ledger(const Caps& caps) : caps_(caps) {}

  enum class Admission : std::uint8_t { kGranted, kInFlightFull, kStopped };
  /// First step: a slot in flight.
  [[nodiscard]] Admission enter();
  /// Second step, once the request is known: a count and its worst case of money, or neither, and
  /// then the slot is given back. Reaching the count or the budget stops the run: false.
  /// REQUIRES: enter() granted; worst >= 0.
  [[nodiscard]] bool commit(core::Usd worst);
  /// The request is over: gives the slot back. `worst` is what commit() took. A known cost replaces
  /// it, an unknown one keeps it. A cost beyond it stops the run.
  void settle(core::Usd worst, std::optional<core::Usd> cost);
  /// What a request cost that settle() was given no cost for, told by another source afterwards.
  /// `worst` as there. Negative costs tell nothing here either.
  void learn(core::Usd worst, core::Usd cost);

  /// Stops new requests; what is open drains. The first reason stays.
  void stop(StopReason reason);
  /// Stops, and asks workers to cut what is open.
  void abandon();
  [[nodiscard]] StopReason stop_reason() const { return reason_.load(std::memory_order_acquire); }
  [[nodiscard]] bool stopped() const { return stop_reason() != StopReason::kNone; }
  [[nodiscard]] bool abandoned() const { return abandoned_.load(std::memory_order_acquire); }

  /// Requests that ended without saying what they cost, under max_cost, and their money.
  struct Untold {
    std::int64_t learned = 0;  ///< since told by another source
    core::Usd learned_cost;    ///< of those
    std::int64_t kept = 0;     ///< told by nobody
    core::Usd kept_worst;      ///< worst case of those, which the budget goes on counting
  };
  [[nodiscard]] Untold untold() const;

 private:
  [[nodiscard]] bool reserve_money(std::int64_t worst);
  /// Gives the slot back.
  void leave();
  /// Books a cost that replaces the worst case. Stops the run where it was higher.
  void book(core::Usd worst, std::int64_t told);
  static bool take_below(std::atomic<std::int64_t>& counter, std::int64_t cap);

  const Caps caps_;
  std::atomic<std::int64_t> requests_{0};
  std::atomic<std::int64_t> in_flight_{0};
  std::atomic<std::int64_t> committed_{0};  // pico-USD: spent + reserved + unsettled
  std::atomic<std::int64_t> learned_{0};
  std::atomic<std::int64_t> learned_cost_{0};  // pico-USD
  std::atomic<std::int64_t> kept_{0};
  std::atomic<std::int64_t> kept_worst_{0};  // pico-USD, subset of committed_
  std::atomic<StopReason> reason_{StopReason::kNone};
  std::atomic<bool> abandoned_{false};
};

}  // namespace orbench::run
