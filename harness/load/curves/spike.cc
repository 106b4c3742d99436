#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

std::unique_ptr<RateCurve> read(core::Params& params) {
  const std::size_t mistakes_before = params.diagnostics().errors().size();
  const double base = params.required_number("base", rate_or_pause());
  const double peak = params.required_number("peak", positive_rate());
  const double at = params.required_number("at_s", stretch_of_time());
  const double length = params.required_number("for_s", stretch_of_time());
  if (params.diagnostics().errors().size() > mistakes_before) return nullptr;
  return rate_steps({{base, at}, {peak, length}, {base, 0}},
                    fmt::format("{} rps, {} rps from {} s for {} s", base, peak, at, length));
}

}  // namespace

const CurveKind& spike_curve() {
  static constexpr CurveKind kKind{
      "spike", "one rate, another for a while, then the first again: base, peak (rps), at_s, for_s",
      read};
  return kKind;
}

}  // namespace orbench::load
