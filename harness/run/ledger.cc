#include "harness/run/ledger.h"

namespace orbench::run {

bool Ledger::take_below(std::atomic<std::int64_t>& counter, std::int64_t cap) {
  std::int64_t now = counter.load(std::memory_order_relaxed);
  while (now < cap) {
    if (counter.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) return true;
  }
  return false;
}

bool Ledger::reserve_money() {
  if (!caps_.max_cost) return true;
  const std::int64_t worst = caps_.worst_case_per_request.pico();
  const std::int64_t most = caps_.max_cost->pico();
  std::int64_t now = committed_.load(std::memory_order_relaxed);
  while (now <= most - worst) {
    if (committed_.compare_exchange_weak(now, now + worst, std::memory_order_relaxed)) return true;
  }
  return false;
}

Ledger::Admission Ledger::admit() {
  if (stopped()) return Admission::kStopped;
  if (caps_.max_in_flight) {
    if (!take_below(in_flight_, *caps_.max_in_flight)) return Admission::kInFlightFull;
  } else {
    in_flight_.fetch_add(1, std::memory_order_relaxed);
  }
  if (caps_.max_requests && !take_below(requests_, *caps_.max_requests)) {
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    stop(StopReason::kMaxRequests);
    return Admission::kStopped;
  }
  if (!reserve_money()) {
    // The request was counted and will not be sent; the run is over, so the count no longer
    // matters.
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    stop(StopReason::kMaxCost);
    return Admission::kStopped;
  }
  return Admission::kGranted;
}

void Ledger::settle(std::optional<core::Usd> cost) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  if (!cost) return;
  spent_.fetch_add(cost->pico(), std::memory_order_relaxed);
  if (caps_.max_cost) {
    committed_.fetch_add(cost->pico() - caps_.worst_case_per_request.pico(),
                         std::memory_order_relaxed);
  }
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
