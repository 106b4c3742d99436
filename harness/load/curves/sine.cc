#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

/// A day in small: the rate swings around its mean, rising first.
class Sine final : public RateCurve {
 public:
  Sine(double mean, double amplitude, double period)
      : mean_(mean), amplitude_(amplitude), period_(period) {
    for (std::size_t i = 0; i <= kKnots; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(kKnots);
      knots_[i] = i == kKnots ? period_ : solve(per_period() * share, 0, period_, period_ * share);
    }
  }

  [[nodiscard]] double rate_at(double t) const override {
    return mean_ + amplitude_ * std::sin(angle(t - std::floor(t / period_) * period_));
  }
  [[nodiscard]] double expected_by(double t) const override {
    const double whole = std::floor(t / period_);
    return whole * per_period() + within(t - whole * period_);
  }
  [[nodiscard]] double time_of(double n) const override {
    if (n <= 0) return 0;
    const double whole = std::floor(n / per_period());
    const double rest = n - whole * per_period();
    // There is no closed form: a table gives the neighbourhood, Newton's steps the rest.
    const double place = rest / per_period() * static_cast<double>(kKnots);
    const auto knot = std::min(static_cast<std::size_t>(place), kKnots - 1);
    const double low = knots_[knot];
    const double high = knots_[knot + 1];
    const double guess = low + (high - low) * (place - static_cast<double>(knot));
    return whole * period_ + solve(rest, low, high, guess);
  }
  [[nodiscard]] std::unique_ptr<RateCurve> clone() const override {
    return std::make_unique<Sine>(*this);
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("{} rps, {} up and down every {} s", mean_, amplitude_, period_);
  }

 private:
  static constexpr std::size_t kKnots = 512;
  static constexpr int kMaxSteps = 100;

  [[nodiscard]] double per_period() const { return mean_ * period_; }
  [[nodiscard]] double angle(double t) const { return 2 * std::numbers::pi * t / period_; }
  /// expected_by inside the first period.
  [[nodiscard]] double within(double t) const {
    return mean_ * t + amplitude_ * period_ / (2 * std::numbers::pi) * (1 - std::cos(angle(t)));
  }

  /// The t in [low, high] with within(t) = n. Newton's method, held inside a bracket: where the
  /// rate touches nothing its step would lead anywhere, and the bracket is halved instead.
  [[nodiscard]] double solve(double n, double low, double high, double t) const {
    const double exact = 1e-13 * per_period();
    for (int step = 0; step < kMaxSteps; ++step) {
      const double miss = within(t) - n;
      if (std::abs(miss) <= exact) break;
      (miss > 0 ? high : low) = t;
      const double rate = rate_at(t);
      const double newton = t - miss / rate;
      const bool inside = rate > 0 && newton > low && newton < high;
      t = inside ? newton : low + (high - low) / 2;
    }
    return t;
  }

  double mean_;
  double amplitude_;
  double period_;
  std::array<double, kKnots + 1> knots_{};  // when each even part of a period's requests is reached
};

std::unique_ptr<RateCurve> read(core::Params& params) {
  const std::size_t mistakes_before = params.diagnostics().errors().size();
  const double mean = params.required_number("mean", positive_rate());
  const double amplitude = params.required_number("amplitude", rate_or_pause());
  const double period = params.required_number("period_s", stretch_of_time());
  if (params.diagnostics().errors().size() > mistakes_before) return nullptr;
  if (amplitude <= mean) return std::make_unique<Sine>(mean, amplitude, period);
  params.error("amplitude", fmt::format("an amplitude of {} takes a mean of {} below zero; give at "
                                        "most the mean",
                                        amplitude, mean));
  return nullptr;
}

}  // namespace

const CurveKind& sine_curve() {
  static constexpr CurveKind kKind{
      "sine", "up and down around a mean, rising first: mean, amplitude (rps), period_s", read};
  return kKind;
}

}  // namespace orbench::load
