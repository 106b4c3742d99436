#include "harness/search/maximum/staircase.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace orbench::search {
namespace {

constexpr int kMostMoves = 20;
constexpr std::int64_t kProvenLead = 2;
constexpr double kRounding = 1e-9;

// Indexed by the enumerators.
constexpr std::array<std::string_view, 4> kPurposes = {"ascent", "bisect", "lower", "upper"};
constexpr std::array<std::string_view, 3> kVerdicts = {"passed", "failed", "undecided"};

}  // namespace

std::string_view to_string(Purpose purpose) { return kPurposes[static_cast<std::size_t>(purpose)]; }
std::string_view to_string(StepVerdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

Staircase::Staircase(const Range& range)
    : range_(range), trial_{range.from, Purpose::kAscent}, lower_(range.from), below_(range.from) {}

void Staircase::on_verdict(StepVerdict verdict) {
  const bool passed = verdict == StepVerdict::kPassed;
  if (passed) stride_ = 1;
  switch (trial_.purpose) {
    case Purpose::kAscent:
      return on_ascent(verdict == StepVerdict::kFailed);
    case Purpose::kBisect:
      if (passed) {
        lower_ = trial_.level;
        lead_ = 1;
      } else {
        upper_ = trial_.level;
      }
      return proceed();
    case Purpose::kLower:
      return on_lower(passed);
    case Purpose::kUpper:
      return on_upper(passed);
  }
}

void Staircase::on_ascent(bool failed) {
  if (failed) {
    // The very first level is given the full test before the search ends without an answer.
    if (trial_.level > range_.from) upper_ = trial_.level;
    trial_ = {range_.from, Purpose::kLower};
    if (upper_) proceed();
    return;
  }
  below_ = lower_;
  lower_ = trial_.level;
  lead_ = 0;
  if (lower_ >= range_.to) {
    trial_ = {lower_, Purpose::kLower};
    return;
  }
  trial_ = {std::min(2 * lower_, range_.to), Purpose::kAscent};
}

void Staircase::on_lower(bool passed) {
  lead_ += passed ? 1 : -1;
  if (!passed && lead_ <= 0) return move_down();
  if (lead_ >= kProvenLead) proven_ = lower_;
  // The first level has held after all, and nothing is known of those above.
  if (passed && !upper_ && lower_ < range_.to) {
    trial_ = {std::min(2 * lower_, range_.to), Purpose::kAscent};
    return;
  }
  proceed();
}

void Staircase::on_upper(bool passed) {
  if (passed) return move_up();
  upper_confirmed_ = true;
  proceed();
}

bool Staircase::count_move() {
  if (++moves_ <= kMostMoves) return false;
  ending_ = Ending::kUnsettled;
  return true;
}

void Staircase::move_down() {
  const bool was_top = !upper_;
  upper_ = lower_;
  upper_confirmed_ = true;
  lead_ = 0;
  if (lower_ <= range_.from * (1 + kRounding)) {
    ending_ = Ending::kNothing;
    return;
  }
  if (was_top) {
    // The ascent ended at `to` without a failure: all above the level before is open.
    upper_confirmed_ = false;
    lower_ = below_;
    return proceed();
  }
  if (count_move()) return;
  lower_ = std::max(steps_down(lower_, stride_), range_.from);
  stride_ *= 2;
  if (proven_ && lower_ <= *proven_ * (1 + kRounding)) {
    lower_ = *proven_;
    lead_ = kProvenLead;
  }
  proceed();
}

void Staircase::move_up() {
  lower_ = *upper_;
  lead_ = 1;
  upper_confirmed_ = false;
  if (lower_ >= range_.to) {
    upper_.reset();
  } else {
    if (count_move()) return;
    upper_ = std::min(step_up(lower_), range_.to);
  }
  proceed();
}

void Staircase::proceed() {
  const bool descending = stride_ > 1 && lead_ <= 0;
  if (upper_ && !is_narrow() && !descending) {
    trial_ = {between(), Purpose::kBisect};
  } else if (lead_ < kProvenLead) {
    trial_ = {lower_, Purpose::kLower};
  } else if (!upper_) {
    ending_ = Ending::kUnlimited;
  } else if (!upper_confirmed_) {
    trial_ = {*upper_, Purpose::kUpper};
  } else {
    ending_ = Ending::kFound;
  }
}

bool Staircase::is_narrow() const {
  if (range_.whole && *upper_ - lower_ <= 1) return true;
  return *upper_ <= lower_ * (1 + range_.resolution) * (1 + kRounding);
}

double Staircase::between() const {
  const double middle = std::sqrt(lower_ * *upper_);
  return range_.whole ? std::clamp(std::round(middle), lower_ + 1, *upper_ - 1) : middle;
}

double Staircase::step_up(double level) const {
  const double up = level * (1 + range_.resolution);
  return range_.whole ? std::max(std::round(up), level + 1) : up;
}

double Staircase::steps_down(double level, int steps) const {
  const double down = level / std::pow(1 + range_.resolution, steps);
  return range_.whole ? std::min(std::round(down), level - steps) : down;
}

}  // namespace orbench::search
