#include "harness/load/open_loop.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

// Beyond this a Duration no longer holds the time, and nobody is waiting.
constexpr double kHorizonSeconds = 1e9;

class OpenLoop final : public ArrivalProcess {
 public:
  OpenLoop(std::unique_ptr<Schedule> schedule, const ArrivalContext& context)
      : schedule_(std::move(schedule)), stop_(context.stop), share_(context.share) {}

  [[nodiscard]] Step next() override {
    while (!ended_) {
      const Arrival arrival = draw();
      ended_ = ended_ || is_past_end(arrival);
      if (!ended_ && arrival.seq % share_.count == share_.index) return arrival;
    }
    return Ended{};
  }
  void on_finished(core::Duration /*at*/) override {}
  [[nodiscard]] bool open_loop() const override { return true; }

 private:
  /// The next arrival of all shares.
  Arrival draw() {
    const double at = schedule_->next();
    if (!(at < kHorizonSeconds)) {
      ended_ = true;
      return {};
    }
    const core::Duration intended = core::from_seconds(at);
    const bool warmup = intended < stop_.warmup;
    return {warmup, warmup ? warmup_seq_++ : seq_++, intended};
  }

  [[nodiscard]] bool is_past_end(const Arrival& arrival) const {
    if (arrival.warmup) return false;
    const bool late = stop_.duration && arrival.intended - stop_.warmup >= *stop_.duration;
    return late || (stop_.requests && arrival.seq >= *stop_.requests);
  }

  std::unique_ptr<Schedule> schedule_;
  StopRule stop_;
  Share share_;
  std::uint64_t warmup_seq_ = 0;
  std::uint64_t seq_ = 0;
  bool ended_ = false;
};

/// Positions turned into times by a curve.
class CurveSchedule final : public Schedule {
 public:
  CurveSchedule(std::unique_ptr<RateCurve> curve, std::unique_ptr<Positions> positions)
      : curve_(std::move(curve)), positions_(std::move(positions)) {}
  [[nodiscard]] double next() override { return curve_->time_of(positions_->next()); }

 private:
  std::unique_ptr<RateCurve> curve_;
  std::unique_ptr<Positions> positions_;
};

}  // namespace

std::unique_ptr<ArrivalProcess> make_open_loop(std::unique_ptr<Schedule> schedule,
                                               const ArrivalContext& context) {
  return std::make_unique<OpenLoop>(std::move(schedule), context);
}

OpenLoopPlan::OpenLoopPlan(std::unique_ptr<RateCurve> curve) : curve_(std::move(curve)) {}

std::unique_ptr<ArrivalProcess> OpenLoopPlan::make(const ArrivalContext& context) const {
  auto curve = with_lead_in(curve_->clone(), core::to_seconds(context.stop.warmup));
  return make_open_loop(std::make_unique<CurveSchedule>(std::move(curve), positions(context)),
                        context);
}

std::uint64_t OpenLoopPlan::max_shares() const { return std::numeric_limits<std::uint64_t>::max(); }

double OpenLoopPlan::window_seconds(const StopRule& stop) const {
  double seconds = std::numeric_limits<double>::infinity();
  if (stop.duration) seconds = core::to_seconds(*stop.duration);
  if (stop.requests) {
    seconds = std::min(seconds, curve_->time_of(static_cast<double>(*stop.requests)));
  }
  return seconds;
}

std::optional<double> OpenLoopPlan::expected_arrivals(const StopRule& stop) const {
  // A curve that ends in a pause may never reach the count asked for: it gives what it has.
  const double expected = curve_->expected_by(std::min(window_seconds(stop), kHorizonSeconds));
  return stop.requests ? std::min(expected, static_cast<double>(*stop.requests)) : expected;
}

std::optional<double> OpenLoopPlan::offered_rps(const StopRule& stop) const {
  const double seconds = window_seconds(stop);
  if (!std::isfinite(seconds) || seconds <= 0) return std::nullopt;
  return curve_->expected_by(seconds) / seconds;
}

std::string OpenLoopPlan::describe() const {
  return fmt::format("{}, {}", name(), curve_->describe());
}

void refuse_closed_loop_keys(core::Params& load) {
  const auto refuse = [&load](const char* key, const char* why) {
    if (!load.has(key)) return;
    load.allow(key);
    load.error(key, why);
  };
  refuse("concurrency",
         "\"concurrency\" belongs to \"arrivals\": \"closed\"; to cap what is in flight in "
         "an open loop use \"max_in_flight\"");
  refuse("think_time_ms",
         "\"think_time_ms\" belongs to \"arrivals\": \"closed\": an open loop does not wait for "
         "replies; a conversation's pauses stand in \"session\"");
}

std::unique_ptr<RateCurve> read_open_loop(core::Params& load) {
  refuse_closed_loop_keys(load);
  return read_rate_curve(load);
}

}  // namespace orbench::load
