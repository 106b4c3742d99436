#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/core/params.h"

namespace orbench::load {

/// How many requests a schedule wants by time t: the integral of the rate. Pure; no clock inside.
/// Units: seconds from the start of the curve, requests per second.
/// Adding a shape: curves/x.cc and its line in curves.def.
class RateCurve {
 public:
  virtual ~RateCurve() = default;
  /// Requests per second at t >= 0.
  [[nodiscard]] virtual double rate_at(double t) const = 0;
  /// Requests expected in [0, t]; never decreases.
  [[nodiscard]] virtual double expected_by(double t) const = 0;
  /// The earliest t with expected_by(t) >= n; infinity when the curve never gets there.
  /// In closed form wherever the shape has one: this is what makes the i-th arrival exact.
  [[nodiscard]] virtual double time_of(double n) const = 0;
  /// Each arrival process owns its curve, so that no lifetime ties it to the plan.
  [[nodiscard]] virtual std::unique_ptr<RateCurve> clone() const = 0;
  /// For people: `20 rps`, `1 to 20 rps over 60 s`.
  [[nodiscard]] virtual std::string describe() const = 0;
};

/// The same rate for good. REQUIRES: rps > 0.
[[nodiscard]] std::unique_ptr<RateCurve> constant_rate(double rps);

/// A stretch of one rate.
struct RateStep {
  double rps = 0;
  double seconds = 0;
};
/// One rate after another, the last one held for good; `describe` is what people read.
/// REQUIRES: at least one step, no negative figure, and requests in at least one step.
[[nodiscard]] std::unique_ptr<RateCurve> rate_steps(const std::vector<RateStep>& steps,
                                                    std::string describe);

/// A curve whose first `lead_in` seconds hold the inner curve's starting rate: warm-up.
[[nodiscard]] std::unique_ptr<RateCurve> with_lead_in(std::unique_ptr<RateCurve> curve,
                                                      double lead_in_s);

/// Reads the key `rate_rps`: a number, or {"shape": NAME, …}. Reports mistakes and then returns a
/// curve of 1 rps, so that reading can go on.
[[nodiscard]] std::unique_ptr<RateCurve> read_rate_curve(core::Params& load);

struct CurveInfo {
  std::string name;
  std::string what;
};
[[nodiscard]] std::vector<CurveInfo> list_curves();

}  // namespace orbench::load
