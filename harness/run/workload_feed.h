#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "harness/load/arrival.h"
#include "harness/run/cell_dealer.h"
#include "harness/run/plan.h"

namespace orbench::run {

/// One worker's share of one workload: which arrival comes next, and which wait for the in-flight
/// cap. Pure bookkeeping; the dispatcher decides when to look.
/// Threads: that of its worker.
class WorkloadFeed {
 public:
  WorkloadFeed(const WorkloadPlan& plan, std::uint64_t seed, load::Share share);

  /// The share of a worker, or nothing when this workload cannot feed so many workers.
  static std::optional<load::Share> share_of(const WorkloadPlan& plan, std::uint64_t worker,
                                             std::uint64_t workers);

  /// The next arrival's intended start; empty while waiting for a completion, or at the end.
  [[nodiscard]] std::optional<core::Duration> next_intended();
  /// REQUIRES: next_intended() has a value.
  load::Arrival take_next();

  [[nodiscard]] bool has_room() const { return !cap_ || in_flight_ < *cap_; }
  void enqueue(const load::Arrival& arrival) { queue_.push_back(arrival); }
  [[nodiscard]] bool has_queued() const { return !queue_.empty(); }
  [[nodiscard]] std::size_t queued() const { return queue_.size(); }
  load::Arrival take_queued();
  /// Puts back an arrival that could not start after all.
  void enqueue_front(const load::Arrival& arrival) { queue_.push_front(arrival); }

  void on_started() { max_in_flight_ = std::max(max_in_flight_, ++in_flight_); }
  /// `at` counts from the run epoch.
  void on_finished(core::Duration at);
  /// No further arrival will be taken from the process.
  void end() {
    ended_ = true;
    next_.reset();
  }
  [[nodiscard]] bool done() const;

  [[nodiscard]] const WorkloadPlan& plan() const { return plan_; }
  [[nodiscard]] CellDealer& dealer() { return dealer_; }
  [[nodiscard]] std::int64_t max_in_flight() const { return max_in_flight_; }
  /// When a place under the cap last became free, from the run epoch.
  [[nodiscard]] core::Duration freed_at() const { return freed_at_; }

 private:
  const WorkloadPlan& plan_;
  CellDealer dealer_;
  std::unique_ptr<load::ArrivalProcess> process_;
  std::optional<std::int64_t> cap_;
  std::optional<load::Arrival> next_;
  std::deque<load::Arrival> queue_;
  std::int64_t in_flight_ = 0;
  std::int64_t max_in_flight_ = 0;
  core::Duration freed_at_{0};
  bool ended_ = false;
};

}  // namespace orbench::run
