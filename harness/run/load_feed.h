#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/load/arrival.h"
#include "harness/metrics/window.h"
#include "harness/run/cell_dealer.h"
#include "harness/run/due.h"
#include "harness/run/plan.h"
#include "harness/run/segment_gate.h"
#include "harness/run/weight_dealer.h"

namespace orbench::run {

/// One worker's share of one load: which request comes next, and which wait for the in-flight cap.
/// Pure bookkeeping; the dispatcher decides when to look.
/// Threads: that of its worker.  Lifetime: borrows the plan.
class LoadFeed {
 public:
  /// `gate` is shared by the feeds of all workers; null for a load of one segment.
  LoadFeed(const RunPlan& plan, std::size_t load, load::Share share, SegmentGate* gate = nullptr);

  /// The share of a worker, or nothing when this load cannot feed so many workers.
  static std::optional<load::Share> share_of(const LoadPlan& plan, std::uint64_t worker,
                                             std::uint64_t workers);

  /// When the next request wants to start: an arrival, or one that follows from an earlier one.
  /// Empty while waiting for a completion, or at the end.
  [[nodiscard]] std::optional<core::Duration> next_intended();
  /// REQUIRES: next_intended() has a value.
  Due take_next();

  [[nodiscard]] bool has_room() const { return !cap_ || in_flight_ < *cap_; }
  void enqueue(Due due) { queue_.push_back(std::move(due)); }
  [[nodiscard]] bool has_queued() const { return !queue_.empty(); }
  [[nodiscard]] std::size_t queued() const { return queue_.size(); }
  Due take_queued();
  /// Puts back a request that could not start after all.
  void enqueue_front(Due due) { queue_.push_front(std::move(due)); }

  void on_started() { max_in_flight_ = std::max(max_in_flight_, ++in_flight_); }
  /// A request is over, and its place under the cap free. `at` counts from the run epoch.
  void on_closed(core::Duration at);
  /// What follows from a request that is over, to start at its `intended`.
  void follow(Due due);
  /// Nothing follows: the arrival is over.
  void on_arrival_over(core::Duration at) { process_->on_finished(at - base_); }
  /// Other workers have not ended the segment yet.
  [[nodiscard]] bool waits_at_gate() const { return left_; }
  [[nodiscard]] bool is_search() const { return search_ != nullptr; }
  /// What came of an arrival, where the load is a search: what it wants next may be another request
  /// now.
  void on_answer(const search::Answer& answer);
  /// Of a search: the ages at which it wants to hear of an open request, and what it hears.
  [[nodiscard]] std::span<const core::Duration> telling_ages() const;
  void on_glimpse(const search::Glimpse& glimpse);
  /// Of a search: how far the target's clock is to be put forward now, and that it was.
  [[nodiscard]] std::optional<core::Duration> wanted_step(core::Duration now) const;
  void on_stepped(core::Duration by);
  /// Of a search: where it is, for people; empty elsewhere and when it is over.
  [[nodiscard]] std::string search_standing() const;
  /// Of a search: what it knows. `at` counts from the run epoch.
  [[nodiscard]] std::optional<results::SearchReport> search_report(core::Duration at) const;

  /// No further arrival will be taken from the process, and no segment begins.
  void end();
  /// What is measured of the segment under way, from the run epoch.
  [[nodiscard]] metrics::Window window() const;
  /// The cell whose segment began since the last call, so that its window can be noted.
  [[nodiscard]] std::optional<std::uint32_t> take_begun_cell() { return std::exchange(begun_, {}); }
  /// Takes what was to follow, when nothing shall start any more; empty at the end.
  [[nodiscard]] std::optional<Due> abandon_follower();
  [[nodiscard]] bool done() const;

  [[nodiscard]] const LoadPlan& plan() const { return plan_; }
  [[nodiscard]] std::int64_t max_in_flight() const { return max_in_flight_; }
  /// When a place under the cap last became free, from the run epoch.
  [[nodiscard]] core::Duration freed_at() const { return freed_at_; }

 private:
  [[nodiscard]] Deal deal(const load::Arrival& arrival);
  [[nodiscard]] bool drained() const;
  void make_process();
  /// Looks what the process wants next.
  void look();
  /// Leaves a segment that is over, and begins the next when all workers have left it.
  void turn_segment();
  Due take_follower();

  const RunPlan& run_;
  const LoadPlan& plan_;
  const load::Share share_;
  SegmentGate* const gate_;
  std::size_t segment_ = 0;
  bool left_ = false;  // the segment is over here
  core::Duration base_{0};
  std::optional<std::uint32_t> begun_;
  WeightDealer members_;
  std::vector<CellDealer> cells_;  // one a member
  std::unique_ptr<load::ArrivalProcess> process_;
  search::Search* search_ = nullptr;  // the process, where it is a search
  std::optional<std::int64_t> cap_;
  std::optional<load::Arrival> next_;
  std::deque<Due> queue_;
  std::vector<Due> followers_;  // a heap, the earliest first
  std::int64_t in_flight_ = 0;
  std::int64_t max_in_flight_ = 0;
  core::Duration freed_at_{0};
  bool ended_ = false;
};

}  // namespace orbench::run
