#include "mock/limits/limiter.h"

#include <algorithm>
#include <cmath>

namespace orbench::mock {
namespace {

// A bucket's level is a sum of many small amounts; this is far less than a request.
constexpr double kRounding = 1e-6;

core::Duration until_flowed(double amount, double per_second) {
  constexpr double kNanoseconds = 1e9;
  constexpr double kLongest = 4e18;
  return core::Duration(static_cast<std::int64_t>(
      std::min(std::ceil(std::max(amount, 0.0) / per_second * kNanoseconds), kLongest)));
}

}  // namespace

void Limiter::catch_up(const LimitRule& rule, core::Duration now) {
  if (rule.counting == Counting::kBucket) {
    const double flowed = core::to_seconds(now - since_) * rule.per_second;
    level_ = begun_ ? std::min(rule.amount, level_ + flowed) : rule.amount;
    since_ = now;
  } else if (rule.counting == Counting::kSlidingWindow) {
    while (!uses_.empty() && uses_.front().at + rule.window <= now) {
      used_ -= uses_.front().weight;
      uses_.pop_front();
    }
    if (uses_.empty()) used_ = 0.0;
  } else if (!begun_ || now >= since_ + rule.window) {
    since_ = rule.on_grid ? now - now % rule.window : now;
    used_ = 0.0;
  }
  begun_ = true;
}

Room Limiter::room(const LimitRule& rule, core::Duration now, double weight) {
  catch_up(rule, now);
  const double left =
      rule.counting == Counting::kBucket ? level_ : std::max(rule.amount - used_, 0.0);
  const bool passes = weight <= left + kRounding;
  return {passes, left, passes ? now : opening(rule, now, weight)};
}

core::Duration Limiter::opening(const LimitRule& rule, core::Duration now, double weight) const {
  const double wanted = std::min(weight, rule.amount);
  if (rule.counting == Counting::kBucket) {
    return now + until_flowed(wanted - level_, rule.per_second);
  }
  if (rule.counting == Counting::kFixedWindow) return since_ + rule.window;
  double used = used_;
  for (const Use& use : uses_) {
    used -= use.weight;
    if (used + wanted <= rule.amount + kRounding) return use.at + rule.window;
  }
  return now + rule.window;
}

void Limiter::take(const LimitRule& rule, core::Duration now, double weight) {
  catch_up(rule, now);
  if (rule.counting == Counting::kBucket) {
    level_ = std::max(level_ - weight, 0.0);
    return;
  }
  used_ += weight;
  if (rule.counting != Counting::kSlidingWindow) return;
  uses_.push_back({now, weight});
  // Refused requests may be many: what is older than a whole amount decides nothing.
  while (uses_.size() > 1 && used_ - uses_.front().weight >= rule.amount) {
    used_ -= uses_.front().weight;
    uses_.pop_front();
  }
}

}  // namespace orbench::mock
