#include "harness/run/engine.h"

#include <algorithm>
#include <utility>

#include "harness/run/client_report.h"
#include "harness/run/cost_lookup.h"
#include "harness/run/settler.h"
#include "harness/run/worker.h"

namespace orbench::run {
namespace {

// Workers find the epoch a little in the future, so that the first arrival is as exact as any.
constexpr core::Duration kHeadStart = std::chrono::milliseconds{30};
constexpr core::Duration kLongestLook = std::chrono::milliseconds{100};  // for an interrupt
constexpr core::Duration kProgressEvery = std::chrono::milliseconds{250};
constexpr core::Duration kAbortEvery = std::chrono::milliseconds{500};
constexpr core::Duration kDecideEvery = std::chrono::milliseconds{100};
constexpr core::Duration kLookupPatience = std::chrono::seconds{5};
// What is not known by then will hardly be: the report can wait no longer.
constexpr core::Duration kSettlePatience = std::chrono::seconds{5};

class Supervision {
 public:
  Supervision(const RunPlan& plan, Ledger& ledger, std::vector<std::unique_ptr<Worker>>& workers,
              const core::Clock& clock, EngineListener& listener)
      : plan_(plan), ledger_(ledger), workers_(workers), clock_(clock), listener_(listener) {}

  void watch(core::Duration epoch) {
    if (plan_.limits.max_duration) ends_at_ = epoch + *plan_.limits.max_duration;
    progress_at_ = epoch;
    abort_at_ = epoch + kAbortEvery;
    do {
      const core::Duration now = clock_.now();
      apply_limits(now);
      apply_interrupts();
      apply_abort(now);
      apply_decision(now);
      apply_grace(now);
      tell_of_stop();
      if (now >= progress_at_) {
        listener_.on_progress(merged_progress(), ledger_.stopped());
        progress_at_ = now + kProgressEvery;
      }
    } while (!all_finished_before_next_look());
    listener_.on_progress(merged_progress(), true);
  }

 private:
  /// Each wake-up takes time from a worker that may share the core.
  [[nodiscard]] bool all_finished_before_next_look() {
    core::Duration look = std::min(clock_.now() + kLongestLook, progress_at_);
    if (!ledger_.stopped()) {
      look = std::min(look, ends_at_);
    } else if (!ledger_.abandoned()) {
      look = std::min(look, drain_until_);
    }
    return std::all_of(workers_.begin(), workers_.end(), [&](const auto& worker) {
      return worker->finished_within(std::max(look - clock_.now(), core::Duration{0}));
    });
  }

  /// Workers that wait for an answer do not look at the ledger.
  void tell_of_stop() {
    if (told_ || !ledger_.stopped()) return;
    told_ = true;
    wake_all();
  }

  void apply_limits(core::Duration now) {
    if (now >= ends_at_) ledger_.stop(StopReason::kMaxDuration);
  }

  void apply_interrupts() {
    const int interrupts = listener_.interrupts();
    if (interrupts >= 1) ledger_.stop(StopReason::kSignal);
    // An interrupt while a limit already drains asks for the end as a second one does.
    const bool draining_anyway = ledger_.stop_reason() != StopReason::kSignal;
    if (interrupts >= 2 || (interrupts >= 1 && draining_anyway)) abandon();
  }

  /// Copies that were asked for last time are looked at now: workers make them between requests.
  void apply_abort(core::Duration now) {
    if (now < abort_at_ || ledger_.stopped() || !listener_.may_abort()) return;
    abort_at_ = now + kAbortEvery;
    metrics::Recorder so_far(plan_.recorder_plan());
    for (const auto& worker : workers_) worker->merge_snapshot_into(so_far);
    for (const auto& worker : workers_) worker->request_snapshot();
    if (listener_.reason_to_abort(so_far)) ledger_.stop(StopReason::kAbort);
  }

  void apply_decision(core::Duration now) {
    if (now < decide_at_ || ledger_.stopped()) return;
    decide_at_ = now + kDecideEvery;
    if (listener_.is_decided()) ledger_.stop(StopReason::kDecided);
  }

  void apply_grace(core::Duration now) {
    if (!ledger_.stopped()) return;
    if (drain_until_ == core::Duration{0}) drain_until_ = now + plan_.graceful_stop;
    if (now >= drain_until_) abandon();
  }

  void abandon() {
    if (ledger_.abandoned()) return;
    ledger_.abandon();
    wake_all();
  }

  void wake_all() {
    for (const auto& worker : workers_) worker->wake();
  }

  [[nodiscard]] Progress merged_progress() const {
    Progress merged;
    for (const auto& worker : workers_) merged.merge(worker->progress());
    return merged;
  }

  const RunPlan& plan_;
  Ledger& ledger_;
  std::vector<std::unique_ptr<Worker>>& workers_;
  const core::Clock& clock_;
  EngineListener& listener_;
  core::Duration ends_at_ = core::Duration::max();  // by its limit
  core::Duration progress_at_{0};
  core::Duration drain_until_{0};
  core::Duration abort_at_{0};
  core::Duration decide_at_{0};
  bool told_ = false;  // workers know of the stop
};

Ledger::Caps caps_of(const RunPlan& plan) {
  Ledger::Caps caps;
  caps.max_cost = plan.limits.max_cost;
  caps.max_requests = plan.limits.max_requests;
  caps.max_in_flight = plan.limits.max_in_flight;
  return caps;
}

/// One a load, where its cells have it in turns.
std::vector<std::unique_ptr<SegmentGate>> gates_of(const RunPlan& plan) {
  std::vector<std::unique_ptr<SegmentGate>> gates;
  const auto workers = static_cast<std::uint64_t>(plan.engine.workers);
  for (const LoadPlan& load : plan.loads) {
    const std::uint64_t feeding = LoadFeed::share_of(load, 0, workers)->count;
    gates.push_back(load.segments > 1 ? std::make_unique<SegmentGate>(load.segments, feeding)
                                      : nullptr);
  }
  return gates;
}

/// False when the user wants out.
bool wait_until_ready(const std::vector<std::unique_ptr<Worker>>& workers,
                      EngineListener& listener) {
  for (const auto& worker : workers) {
    while (!worker->ready_within(kLongestLook)) {
      if (listener.interrupts() > 0) return false;
    }
  }
  return true;
}

}  // namespace

core::Result<EngineResult> run_engine(const RunPlan& plan, const RunTarget& target,
                                      const core::Clock& clock, EngineListener& listener) {
  Ledger ledger(caps_of(plan));
  CostLookup costs(target, {plan.http, kLookupPatience, [&] { return listener.interrupts() > 0; }},
                   clock);
  Settler settler(ledger, [&](const std::string& id) { return costs.of(id); }, {});
  auto gates = gates_of(plan);
  std::vector<std::unique_ptr<Worker>> workers;
  const auto count = static_cast<std::uint64_t>(plan.engine.workers);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto worker = Worker::create({plan, target, ledger, clock, i, count, &gates, &settler});
    if (!worker) return tl::unexpected(worker.error());
    workers.push_back(std::move(*worker));
  }

  for (const auto& worker : workers) worker->launch();
  if (!wait_until_ready(workers, listener)) {
    return core::fail(core::ErrorCode::kCancelled, "interrupted before anything was sent");
  }
  const double wall = core::wall_seconds();
  const core::Duration epoch = clock.now() + kHeadStart;
  auto sinks = listener.on_ready(wall + core::to_seconds(kHeadStart), plan.engine.workers);
  if (!sinks) return tl::unexpected(sinks.error());
  for (std::size_t i = 0; i < workers.size(); ++i) workers[i]->release(epoch, (*sinks)[i]);

  Supervision(plan, ledger, workers, clock, listener).watch(epoch);
  for (const auto& worker : workers) worker->join();
  const core::Duration duration = clock.now() - epoch;
  settler.finish(listener.interrupts() > 0 ? core::Duration{0} : kSettlePatience);

  EngineResult result{metrics::Recorder(plan.recorder_plan()),
                      {},
                      ledger.stop_reason(),
                      ledger.abandoned(),
                      duration,
                      epoch,
                      ledger.untold()};
  std::vector<WorkerReport> reports;
  for (const auto& worker : workers) {
    result.recorder.merge(worker->recorder());
    reports.push_back(worker->report());
    const auto& found = worker->report().searches;
    result.searches.insert(result.searches.end(), found.begin(), found.end());
  }
  result.recorder.end_windows(result.duration);
  result.client = make_client_report(reports, result.recorder);
  return result;
}

}  // namespace orbench::run
