#include "harness/run/ledger.h"

#include <algorithm>

namespace orbench::run {
namespace {

// A thousand dollars for one request is more than any bound allows, and small enough for the sums.
constexpr std::int64_t kMostBelievable = 1'000'000'000'000'000;

}  // namespace

bool Ledger::take_below(std::atomic<std::int64_t>& counter, std::int64_t cap) {
  std::int64_t now = counter.load(std::memory_order_relaxed);
  while (now < cap) {
    if (counter.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) return true;
  }
  return false;
}

bool Ledger::reserve_money(std::int64_t worst) {
  if (!caps_.max_cost) return true;
  const std::int64_t most = caps_.max_cost->pico();
  std::int64_t now = committed_.load(std::memory_order_relaxed);
  while (now <= most - worst) {
    if (committed_.compare_exchange_weak(now, now + worst, std::memory_order_relaxed)) return true;
  }
  return false;
}

Ledger::Admission Ledger::enter() {
  if (stopped()) return Admission::kStopped;
  if (!caps_.max_in_flight) return Admission::kGranted;
  return take_below(in_flight_, *caps_.max_in_flight) ? Admission::kGranted
                                                      : Admission::kInFlightFull;
}

bool Ledger::commit(core::Usd worst) {
  StopReason why = StopReason::kNone;
  if (caps_.max_requests && !take_below(requests_, *caps_.max_requests)) {
    why = StopReason::kMaxRequests;
  } else if (!reserve_money(worst.pico())) {
    // The request was counted and will not be sent; the run is over, so the count no longer
    // matters.
    why = StopReason::kMaxCost;
  }
  if (why == StopReason::kNone) return true;
  leave();
  stop(why);
  return false;
}

void Ledger::leave() {
  if (caps_.max_in_flight) in_flight_.fetch_sub(1, std::memory_order_relaxed);
}

void Ledger::settle(core::Usd worst, std::optional<core::Usd> cost) {
  leave();
  if (!caps_.max_cost) return;
  // A service that claims a negative cost tells nothing, and must not free money for others.
  if (cost && *cost >= core::Usd{}) {
    book(worst, std::min(cost->pico(), kMostBelievable));
  } else {
    kept_.fetch_add(1, std::memory_order_relaxed);
    kept_worst_.fetch_add(worst.pico(), std::memory_order_relaxed);
  }
}

void Ledger::learn(core::Usd worst, core::Usd cost) {
  if (cost < core::Usd{} || !caps_.max_cost) return;
  const std::int64_t told = std::min(cost.pico(), kMostBelievable);
  kept_.fetch_sub(1, std::memory_order_relaxed);
  kept_worst_.fetch_sub(worst.pico(), std::memory_order_relaxed);
  learned_.fetch_add(1, std::memory_order_relaxed);
  learned_cost_.fetch_add(told, std::memory_order_relaxed);
  book(worst, told);
}

void Ledger::book(core::Usd worst, std::int64_t told) {
  committed_.fetch_add(told - worst.pico(), std::memory_order_relaxed);
  if (told > worst.pico()) stop(StopReason::kBudgetModelBroken);
}

Ledger::Untold Ledger::untold() const {
  return {learned_.load(std::memory_order_relaxed),
          core::Usd::from_pico(learned_cost_.load(std::memory_order_relaxed)),
          kept_.load(std::memory_order_relaxed),
          core::Usd::from_pico(kept_worst_.load(std::memory_order_relaxed))};
}

void Ledger::stop(StopReason reason) {
  StopReason none = StopReason::kNone;
  reason_.compare_exchange_strong(none, reason, std::memory_order_acq_rel);
}

void Ledger::abandon() {
  stop(StopReason::kSignal);
  abandoned_.store(true, std::memory_order_release);
}

}  // namespace orbench::run
