#include "harness/metrics/timeline.h"

#include <algorithm>
#include <utility>

#include "harness/metrics/metric_value.h"

namespace orbench::metrics {
namespace {

void fold(TimelinePoint& into, const TimelinePoint& from) {
  into.started += from.started;
  into.ended += from.ended;
  into.ok += from.ok;
  into.errors += from.errors;
  into.cost += from.cost;
  into.ttft.merge(from.ttft);
}

bool is_error(core::Outcome outcome) {
  return outcome != core::Outcome::kOk && outcome != core::Outcome::kCancelled &&
         outcome != core::Outcome::kNotSent;
}

}  // namespace

void Timeline::add(const Sample& sample) {
  if (sample.outcome == core::Outcome::kNotSent) return;
  if (sample.at.dispatched.is_set()) ++at(sample.at.dispatched).started;
  if (sample.at.closed.is_set()) {
    TimelinePoint& point = at(sample.at.closed);
    ++point.ended;
    if (sample.outcome == core::Outcome::kOk) ++point.ok;
    if (is_error(sample.outcome)) ++point.errors;
    point.cost += sample.usage.cost.value_or(core::Usd{});
  }
  if (sample.outcome != core::Outcome::kOk || sample.cached) return;
  if (const MetricValue ttft = metric_value(MetricId::ttft, sample); ttft.value) {
    at(sample.at.first_token()).ttft.record(core::from_ms(*ttft.value).count() / 1000);
  }
}

void Timeline::merge(const Timeline& other) {
  while (interval_ < other.interval_) double_interval();
  for (std::size_t i = 0; i < other.points_.size(); ++i) {
    // Intervals are powers of two of one second, all from time 0: each point lies inside one.
    const core::Duration start = other.interval_ * static_cast<std::int64_t>(i);
    fold(at(core::Stamp(start)), other.points_[i]);
  }
}

TimelinePoint& Timeline::at(core::Stamp when) {
  const core::Duration since = std::max(when.since_epoch(), core::Duration{0});
  // Mostly the same as before, found without a division.
  const core::Duration begin = interval_ * static_cast<std::int64_t>(latest_);
  if (latest_ < points_.size() && since >= begin && since - begin < interval_) {
    return points_[latest_];
  }
  while (since / interval_ >= static_cast<std::int64_t>(kMaxPoints)) double_interval();
  latest_ = static_cast<std::size_t>(since / interval_);
  if (latest_ >= points_.size()) points_.resize(latest_ + 1);
  return points_[latest_];
}

void Timeline::double_interval() {
  interval_ *= 2;
  for (std::size_t i = 1; i < points_.size(); ++i) {
    if (i % 2 == 1) {
      fold(points_[i / 2], points_[i]);
    } else {
      points_[i / 2] = std::move(points_[i]);
    }
  }
  points_.resize((points_.size() + 1) / 2);
}

}  // namespace orbench::metrics
