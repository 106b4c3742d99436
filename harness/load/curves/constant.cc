#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

class Constant final : public RateCurve {
 public:
  explicit Constant(double rps) : rps_(rps) {}

  [[nodiscard]] double rate_at(double /*t*/) const override { return rps_; }
  [[nodiscard]] double expected_by(double t) const override { return rps_ * t; }
  [[nodiscard]] double time_of(double n) const override { return n <= 0 ? 0 : n / rps_; }
  [[nodiscard]] std::unique_ptr<RateCurve> clone() const override {
    return std::make_unique<Constant>(*this);
  }
  [[nodiscard]] std::string describe() const override { return fmt::format("{} rps", rps_); }

 private:
  double rps_;
};

std::unique_ptr<RateCurve> read(core::Params& params) {
  const double rps = params.required_number("rate_rps", positive_rate());
  return rps > 0 ? constant_rate(rps) : nullptr;
}

}  // namespace

std::unique_ptr<RateCurve> constant_rate(double rps) { return std::make_unique<Constant>(rps); }

const CurveKind& constant_curve() {
  static constexpr CurveKind kKind{"constant", "one rate throughout: rate_rps", read};
  return kKind;
}

}  // namespace orbench::load
