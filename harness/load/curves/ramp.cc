#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

/// A straight line from one rate to another, which then holds.
class Ramp final : public RateCurve {
 public:
  Ramp(double from, double to, double over)
      : from_(from), to_(to), over_(over), slope_((to - from) / over) {}

  [[nodiscard]] double rate_at(double t) const override {
    return t < over_ ? from_ + slope_ * t : to_;
  }
  [[nodiscard]] double expected_by(double t) const override {
    return t < over_ ? t * (from_ + slope_ * t / 2) : climb() + to_ * (t - over_);
  }
  [[nodiscard]] double time_of(double n) const override {
    if (n <= 0) return 0;
    if (n > climb()) {
      return to_ > 0 ? over_ + (n - climb()) / to_ : std::numeric_limits<double>::infinity();
    }
    // The root of slope/2 t^2 + from t = n in the form that does not cancel: it stays exact for a
    // slope near zero, where the textbook form divides nothing by nothing.
    const double root = std::sqrt(std::max(0.0, from_ * from_ + 2 * slope_ * n));
    return std::min(over_, 2 * n / (from_ + root));
  }
  [[nodiscard]] std::unique_ptr<RateCurve> clone() const override {
    return std::make_unique<Ramp>(*this);
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("{} to {} rps over {} s", from_, to_, over_);
  }

 private:
  /// Requests while the rate changes.
  [[nodiscard]] double climb() const { return (from_ + to_) / 2 * over_; }

  double from_;
  double to_;
  double over_;
  double slope_;
};

std::unique_ptr<RateCurve> read(core::Params& params) {
  const std::size_t mistakes_before = params.diagnostics().errors().size();
  const double from = params.required_number("from", rate_or_pause());
  const double to = params.required_number("to", rate_or_pause());
  const double over = params.required_number("over_s", stretch_of_time());
  if (params.diagnostics().errors().size() > mistakes_before) return nullptr;
  if (from + to > 0) return std::make_unique<Ramp>(from, to, over);
  params.error("to", R"(a ramp from 0 to 0 sends nothing: give "from" or "to" a rate)");
  return nullptr;
}

}  // namespace

const CurveKind& ramp_curve() {
  static constexpr CurveKind kKind{
      "ramp", "from one rate to another, then held: from, to (rps), over_s", read};
  return kKind;
}

}  // namespace orbench::load
