#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/clock.h"
#include "harness/metrics/recorder.h"
#include "harness/metrics/sample_sink.h"
#include "harness/run/deadlines.h"
#include "harness/run/in_flight.h"
#include "harness/run/ledger.h"
#include "harness/run/load_feed.h"
#include "harness/run/progress.h"
#include "harness/run/request_writer.h"
#include "harness/run/settler.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// Starts requests when they are due, times them out, and turns each into a Sample: everything a
/// worker does but the thread and the event loop, so that tests drive it with a manual clock and a
/// fake transport.
/// Threads: one thread per object.
class Dispatcher final : public InFlightOwner {
 public:
  struct Parts {
    const RunPlan& plan;
    const RunTarget& target;
    Ledger& ledger;
    transport::Transport& transport;
    const core::Clock& clock;
    metrics::Recorder& recorder;
    metrics::SampleSink& sink;
    std::vector<std::unique_ptr<SegmentGate>>* gates =
        nullptr;                 ///< one a load, null where one segment
    Settler* settler = nullptr;  ///< told of requests whose cost is not known; may be null
  };
  Dispatcher(const Parts& parts, std::uint64_t worker, std::uint64_t workers);

  /// `epoch` is of CLOCK_MONOTONIC and may lie in the future.
  void begin(core::Duration epoch) { epoch_ = epoch; }
  /// Does everything due and says when to come back at the latest (CLOCK_MONOTONIC). `lately`: the
  /// clock a moment ago, good enough to see that nothing is due.
  [[nodiscard]] core::Duration advance(core::Duration lately);
  /// When it was done with that (CLOCK_MONOTONIC).
  [[nodiscard]] core::Duration advanced_at() const { return now_; }
  /// Nothing is open and nothing will start.
  [[nodiscard]] bool done() const;

  [[nodiscard]] Progress progress() const;
  /// Dispatched minus admitted of every request that was dispatched, µs.
  [[nodiscard]] const metrics::Histogram& send_lag() const { return send_lag_; }
  /// Dispatched more than 5 ms after they were admitted.
  [[nodiscard]] std::int64_t late() const { return late_; }
  /// Subset of planned: so late that the measured window was over.
  [[nodiscard]] std::int64_t missed() const { return missed_; }
  /// Refused by the in-flight cap.
  [[nodiscard]] std::int64_t dropped() const { return dropped_; }
  /// Arrivals that fell due in the measured window.
  [[nodiscard]] std::int64_t planned() const { return planned_; }
  /// What the searches among the loads know by now.
  [[nodiscard]] std::vector<results::SearchReport> search_reports() const;
  /// Writes each workload's highest number of open requests into its cells' records.
  void record_max_in_flight();

  void queue_deadline(InFlight& request) override;
  void finished(InFlight& request) override;
  [[nodiscard]] bool read_was_late() const override;

 private:
  enum class Start : std::uint8_t { kStarted, kNoRoom, kStopped };

  /// A recycled place for an open request, and what the request is to the plan.
  struct Slot {
    std::unique_ptr<InFlight> request;
    std::size_t feed = 0;
    Due due;
    core::Usd worst_case;
  };

  /// Lets the target's clock skip what a search would wait for, where it may.
  void step_clock(LoadFeed& feed, core::Duration now);
  /// Starts what is due of one load; true when some was left for the next turn.
  bool feed_due(std::size_t index, core::Duration now);
  /// Starts, queues or drops the next request; true when it was started.
  bool take_next(std::size_t index);
  /// Moves from `due` when it starts.
  Start try_start(std::size_t index, Due& due, core::Duration admitted);
  void dispatch(Slot& slot, const core::HttpRequest& rendered, core::Duration admitted);
  void note_lateness(const Slot& slot, core::Duration admitted, core::Duration dispatched);
  void record_not_sent(const Due& due, const char* why);
  /// A request that will not be sent, and the turns that would have followed it.
  void give_up(Due& due, const char* why);
  void lose_turns(Due& due);
  void stop_feeding(LoadFeed& feed);
  /// Starts the next exchange of a request that waited for its turn.
  void start_next_exchange(InFlight& request);
  /// The search that it belongs to hears how far it is.
  void tell_age(InFlight& request, core::Duration now);
  void expire_deadlines(core::Duration now);
  /// Ends a request before its time.
  void cut(InFlight& request, Cut why);
  void cancel_all();
  Slot& acquire(std::size_t workload);

  Parts parts_;
  core::Duration epoch_{0};
  std::vector<std::unique_ptr<LoadFeed>> feeds_;  // null where this worker has no share
  std::deque<Slot> slots_;  // grows without moving: a copy left behind would stay in memory
  std::vector<std::vector<std::uint32_t>> free_slots_;  // per workload
  Deadlines deadlines_;
  RequestWriter writer_;
  core::Duration now_{0};
  core::Duration wake_{0};  // nothing is due before, as long as it is settled
  // Nothing has ended since advance() looked at what may start: most turns bring bytes of open
  // requests and nothing else.
  bool is_settled_ = false;
  bool blocked_by_ledger_ = false;
  bool cancelled_ = false;

  Progress progress_;
  metrics::Histogram send_lag_{metrics::HistogramRange{1, 3600000000, 3}};
  std::int64_t late_ = 0;
  std::int64_t missed_ = 0;
  std::int64_t dropped_ = 0;
  std::int64_t planned_ = 0;
};

}  // namespace orbench::run
