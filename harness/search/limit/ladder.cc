#include <algorithm>
#include <cmath>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kBelow = 0.9;  // of the rate that is supposed: where it begins
constexpr double kCoarse = 1.04;
constexpr double kFine = 1.01;
constexpr double kFewest = 60;  // requests a rung, for each that fits in beside the first
constexpr double kMost = 100;
constexpr int kMostRefused = 6;
constexpr int kMostRungs = 60;

/// A small bucket is full again before its refusal is known here, so that nothing can be learnt of
/// what flowed in since. It is asked for a little more, rung by rung, until it refuses: it gave the
/// rate of the rung below for so long, and what it held was too little to make that up. Coarsely at
/// first, then finely: two refusals.
class Ladder final : public Phase {
 public:
  Ladder(Hunt& hunt, double rate) : Phase(hunt, "ladder"), rate_(kBelow * rate) {
    BucketFinding ramp;
    ramp.rate = rate;
    size_by_ramp(hunt, ramp);
    spare_ = std::max(ramp.size - 1, 1.0);
    rest();
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (!done_) return suspect_window(hunt(), ended_);
    BucketFinding found;
    // On the rung below it may have given what it held.
    const double lowest = rate_ / kFine * (1 - spare_ / rung());
    found.rate = (lowest + rate_) / 2;
    found.rate_error = (rate_ - lowest) / 2;
    found.counts_refused = true;
    return settle_bucket(hunt(), found, ended_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (done_ || refusals_ >= kMostRefused || rungs_ > kMostRungs) return load::Ended{};
    if (refused_) return load::Waiting{};
    return base_ + core::from_seconds(static_cast<double>(since_base_) / rate_);
  }
  void on_taken(core::Duration at) override {
    if (static_cast<double>(++since_base_) < rung()) return;
    ++rungs_;
    ++held_;
    rate_ *= step();
    base_ = at + core::from_seconds(1 / rate_);
    since_base_ = 0;
  }
  void on_met(const Met& met) override {
    ended_ = std::max(ended_, met.ended);
    refused_ |= met.what == Met::What::kRefused;
    if (refused_ && open() == 0) come_down();
  }
  [[nodiscard]] double level() const override { return rate_; }

  [[nodiscard]] double step() const { return is_fine_ ? kFine : kCoarse; }
  [[nodiscard]] double rung() const { return spare_ * (is_fine_ ? kMost : kFewest); }

  void come_down() {
    ++refusals_;
    if (held_ == 0) {
      rate_ *= kBelow;
    } else if (is_fine_) {
      done_ = true;
      return;
    } else {
      rate_ /= kCoarse * (1 + spare_ / rung());
      is_fine_ = true;
    }
    rest();
  }

  /// Until it is full for sure.
  void rest() {
    const core::Duration last = hunt().log.last_refusal().value_or(core::Duration{0});
    constexpr double kFull = 2;
    base_ = std::max(last, ended_) + core::from_seconds(kFull * (spare_ + 1) / rate_);
    since_base_ = 0;
    held_ = 0;
    refused_ = false;
  }

  double rate_;
  double spare_ = 1;  // requests that fit in beside the first
  core::Duration base_{0};
  core::Duration ended_{0};
  std::int64_t since_base_ = 0;
  int held_ = 0;  // rungs since it was full
  int rungs_ = 0;
  int refusals_ = 0;
  bool is_fine_ = false;
  bool refused_ = false;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_ladder(Hunt& hunt, double rate) {
  return std::make_unique<Ladder>(hunt, rate);
}

}  // namespace orbench::search
