#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/units.h"
#include "harness/metrics/histogram.h"
#include "harness/metrics/sample.h"

namespace orbench::metrics {

/// One interval of the run, warm-up and drain included.
struct TimelinePoint {
  std::int64_t started = 0;  ///< requests dispatched in the interval
  std::int64_t ended = 0;    ///< requests that ended in it
  std::int64_t ok = 0;       ///< subset of ended
  std::int64_t errors = 0;   ///< subset of ended: neither ok nor cancelled nor not_sent
  core::Usd cost;
  Histogram ttft{HistogramRange{1, 3600000000, 2}};  ///< µs, by the instant of the first token
};

/// The course of a run in equal intervals of one second; when kMaxPoints is passed, neighbours are
/// folded and the interval doubles, so memory is bounded whatever the run's length.
class Timeline {
 public:
  static constexpr std::size_t kMaxPoints = 3600;

  void add(const Sample& sample);
  void merge(const Timeline& other);

  [[nodiscard]] core::Duration interval() const { return interval_; }
  [[nodiscard]] const std::vector<TimelinePoint>& points() const { return points_; }

 private:
  TimelinePoint& at(core::Stamp when);
  void double_interval();

  core::Duration interval_ = std::chrono::seconds{1};
  std::vector<TimelinePoint> points_;
  std::size_t latest_ = 0;  ///< the point that was asked for last
};

}  // namespace orbench::metrics
