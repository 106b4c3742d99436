#include <algorithm>
#include <cmath>

#include "harness/search/limit/fits.h"
#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr std::int64_t kTells = 3;  // fewer accepted requests say nothing of a rate
constexpr double kApart = 1.3;      // two estimates that differ by less are one

/// What a bucket of this rate holds, by the ramp that emptied it: the ramp took more than came in
/// from where it crossed the rate.
double size_of(const Hunt& hunt, double rate) {
  const double crossed = std::log2(hunt.ramp_rate / rate);
  return 2 * (hunt.ramp_rate - rate) / std::log(2.0) - 2 * rate * crossed;
}

/// The rate of a bucket that was full when a burst began and gave so many in so long; at least
/// `least`.
double rate_if_full(const Hunt& hunt, std::int64_t accepted, double elapsed, double least) {
  const auto gives_too_much = [&](double rate) {
    return size_of(hunt, rate) + rate * elapsed > static_cast<double>(accepted);
  };
  double low = std::min(least, hunt.ramp_rate);
  double high = hunt.ramp_rate;
  if (!gives_too_much(low)) return low;
  constexpr int kHalvings = 40;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (gives_too_much(middle) ? low : high) = middle;
  }
  return low;
}

/// One request some time after a burst: a bucket has filled a little by then, a window has not.
class Decide final : public Phase {
 public:
  Decide(Hunt& hunt, core::Duration refused_before, double wait_s)
      : Phase(hunt, "bucket or window"),
        refused_before_(refused_before),
        at_(refused_before + core::from_seconds(wait_s)) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (met_.what == Met::What::kRefused) return make_pause(hunt(), std::nullopt);
    hunt().expected = 0;
    if (hunt().full_rate > 0) return make_burst(hunt(), met_, refused_before_);
    return make_bucket(hunt(), met_.ended);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (met_.what != Met::What::kLost) return load::Ended{};
    if (open() > 0) return load::Waiting{};
    return std::max(at_, met_.ended);
  }
  void on_met(const Met& met) override { met_ = met; }
  [[nodiscard]] double level() const override { return 0; }

  core::Duration refused_before_;
  core::Duration at_;
  Met met_;
};

class Burst final : public Phase {
 public:
  Burst(Hunt& hunt, const Met& passed, core::Duration refused_before)
      : Phase(hunt, "burst"), passed_(passed), refused_before_(refused_before) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    Hunt& known = hunt();
    const auto refused = known.log.first_refusal(passed_.sent);
    if (!refused) {
      known.rate = known.ramp_rate;  // it never ran dry at that rate
      return make_bucket(known, passed_.ended);
    }
    const std::int64_t accepted = known.log.accepted(passed_.sent, *refused);
    const core::Duration last = known.log.last_refusal().value_or(*refused);
    known.burst = std::max(known.burst, accepted);
    // As few again after a longer wait: more never fit in.
    if (accepted < kTells && accepted > known.small) {
      known.small = accepted;
      const core::Duration waited = passed_.sent - refused_before_;
      const core::Duration longer = std::min(4 * waited, waited + known.ramp_length() * 5 / 4);
      return make_pause(known, last + longer);
    }
    auto leaving = make_leaving(known, ended_);
    if (leaving != nullptr && fastest_bucket(known) <= 0) return leaving;
    const double rate =
        static_cast<double>(accepted) / core::to_seconds(*refused - refused_before_);
    const double elapsed = core::to_seconds(*refused - passed_.sent);
    known.learn_least_rate(accepted, *refused - refused_before_);
    if (known.full_rate > 0) return second(rate, elapsed, accepted);
    known.rate = rate;
    known.expected = accepted;
    double wait = 3 / rate;
    const double full = rate_if_full(known, accepted, elapsed, rate);
    if (full > kApart * rate) {
      // Small buckets are full again soon. A longer wait tells: a large one would give more.
      known.full_rate = full;
      constexpr double kManyJitters = 100;
      wait = std::max({wait, 2 * core::to_seconds(passed_.sent - refused_before_),
                       kManyJitters * core::to_seconds(known.log.jitter())});
    }
    return std::make_unique<Decide>(known, last, wait);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_ || taken() > most()) return load::Ended{};
    return passed_.ended + core::from_seconds(static_cast<double>(taken() + 1) / level());
  }
  void on_met(const Met& met) override {
    ended_ = std::max(ended_, met.ended);
    refused_ |= met.what == Met::What::kRefused;
  }
  [[nodiscard]] double level() const override { return hunt().ramp_rate; }
  /// After the longer wait: a bucket that was being filled would have given as much a second.
  std::unique_ptr<Phase> second(double rate, double elapsed, std::int64_t accepted) {
    constexpr double kLess = 0.75;
    Hunt& known = hunt();
    const bool was_full = rate < kLess * known.rate;
    known.rate = was_full ? rate_if_full(known, accepted, elapsed, rate) : rate;
    const core::Duration last = known.log.last_refusal().value_or(passed_.ended);
    known.full_rate = 0;
    return make_bucket(known, last + core::from_seconds(3 / known.rate));
  }
  /// What emptied the limit once must do so again.
  [[nodiscard]] std::int64_t most() const { return 4 * hunt().ramp_accepted + 100; }

  Met passed_;
  core::Duration refused_before_;
  core::Duration ended_{0};
  bool refused_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_burst(Hunt& hunt, const Met& passed, core::Duration refused_before) {
  return std::make_unique<Burst>(hunt, passed, refused_before);
}

}  // namespace orbench::search
