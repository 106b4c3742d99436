#pragma once

#include <memory>
#include <string>

#include "harness/load/arrival.h"
#include "harness/load/rate_curve.h"

namespace orbench::load {

/// Where the arrivals of an open loop lie on the axis of requests expected: 0, 1, 2, … is a steady
/// stream, sums of random gaps of mean 1 a random one. A curve turns positions into times, so any
/// process runs over any curve.
class Positions {
 public:
  virtual ~Positions() = default;
  /// Never decreases, and grows without end.
  [[nodiscard]] virtual double next() = 0;
};

/// When the arrivals of an open loop are due, all shares together.
class Schedule {
 public:
  virtual ~Schedule() = default;
  /// Seconds from the run epoch; never decreases, and is infinite when there is no further one.
  [[nodiscard]] virtual double next() = 0;
};

/// The process of a schedule: numbers its arrivals, ends them by the stop rule, takes its share.
[[nodiscard]] std::unique_ptr<ArrivalProcess> make_open_loop(std::unique_ptr<Schedule> schedule,
                                                             const ArrivalContext& context);

/// A plan of arrivals that do not depend on completions: one kind of positions over one curve.
/// The schedule runs through warm-up at the curve's starting rate; the curve itself begins with
/// the measured window. An arrival that falls on the edge of a pause goes at its beginning.
/// Threads: make() may be called from any thread.
class OpenLoopPlan : public ArrivalPlan {
 public:
  explicit OpenLoopPlan(std::unique_ptr<RateCurve> curve);

  [[nodiscard]] std::unique_ptr<ArrivalProcess> make(const ArrivalContext& context) const override;
  [[nodiscard]] bool open_loop() const override { return true; }
  [[nodiscard]] std::uint64_t max_shares() const override;
  [[nodiscard]] std::optional<double> expected_arrivals(const StopRule& stop) const override;
  [[nodiscard]] std::optional<double> offered_rps(const StopRule& stop) const override;
  [[nodiscard]] std::string describe() const override;

 private:
  [[nodiscard]] virtual std::unique_ptr<Positions> positions(
      const ArrivalContext& context) const = 0;
  [[nodiscard]] virtual std::string name() const = 0;
  /// Seconds of measured window that the schedule fills; may be infinite.
  [[nodiscard]] double window_seconds(const StopRule& stop) const;

  std::unique_ptr<RateCurve> curve_;
};

/// Explains the keys that only a closed loop has, where an open one holds them.
void refuse_closed_loop_keys(core::Params& load);

/// Reads the keys that every open loop over a curve has; refuses those of a closed loop.
[[nodiscard]] std::unique_ptr<RateCurve> read_open_loop(core::Params& load);

}  // namespace orbench::load
