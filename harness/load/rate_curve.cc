#include "harness/load/rate_curve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/load/curve_kind.h"

namespace orbench::load {

#define ORBENCH_ENTRY(stem) const CurveKind& stem##_curve();
#include "harness/load/curves.def"
#undef ORBENCH_ENTRY

namespace {

constexpr double kFallbackRps = 1.0;

const auto& kinds() {
  static const std::array table = {
#define ORBENCH_ENTRY(stem) &stem##_curve(),
#include "harness/load/curves.def"
#undef ORBENCH_ENTRY
  };
  return table;
}

class LeadIn final : public RateCurve {
 public:
  LeadIn(std::unique_ptr<RateCurve> curve, double seconds)
      : curve_(std::move(curve)), seconds_(seconds), rate_(curve_->rate_at(0)) {}

  [[nodiscard]] double rate_at(double t) const override {
    return t < seconds_ ? rate_ : curve_->rate_at(t - seconds_);
  }
  [[nodiscard]] double expected_by(double t) const override {
    return t < seconds_ ? rate_ * t : rate_ * seconds_ + curve_->expected_by(t - seconds_);
  }
  [[nodiscard]] double time_of(double n) const override {
    const double before = rate_ * seconds_;
    if (n <= 0) return 0;
    return n <= before ? n / rate_ : seconds_ + curve_->time_of(n - before);
  }
  [[nodiscard]] std::unique_ptr<RateCurve> clone() const override {
    return std::make_unique<LeadIn>(curve_->clone(), seconds_);
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("{} after {} s of warm-up", curve_->describe(), seconds_);
  }

 private:
  std::unique_ptr<RateCurve> curve_;
  double seconds_;
  double rate_;
};

std::unique_ptr<RateCurve> read_shape(core::Params& load) {
  const std::string pointer = core::child_pointer(load.pointer(), "rate_rps");
  core::Params params(*load.raw("rate_rps"), pointer, load.source(), load.diagnostics());
  const std::string name = params.required_text("shape");
  const auto* const kind = std::find_if(kinds().begin(), kinds().end(),
                                        [&](const CurveKind* k) { return k->name == name; });
  if (kind != kinds().end()) {
    auto curve = (*kind)->read(params);
    params.finish();
    return curve;
  }
  // The other keys belong to a shape that is not known: judging them would only add noise.
  if (!name.empty()) {
    std::vector<std::string> names;
    for (const CurveKind* k : kinds()) names.emplace_back(k->name);
    params.error("shape", fmt::format("unknown shape \"{}\"{}", name, core::suggest(name, names)));
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<RateCurve> with_lead_in(std::unique_ptr<RateCurve> curve, double lead_in_s) {
  if (lead_in_s <= 0) return curve;
  return std::make_unique<LeadIn>(std::move(curve), lead_in_s);
}

std::unique_ptr<RateCurve> read_rate_curve(core::Params& load) {
  std::unique_ptr<RateCurve> curve;
  if (load.has_object("rate_rps")) {
    curve = read_shape(load);
  } else if (const double rps = load.required_number("rate_rps", positive_rate()); rps > 0) {
    curve = constant_rate(rps);
  }
  return curve ? std::move(curve) : constant_rate(kFallbackRps);
}

std::vector<CurveInfo> list_curves() {
  std::vector<CurveInfo> list;
  for (const CurveKind* kind : kinds()) {
    list.push_back({std::string(kind->name), std::string(kind->what)});
  }
  return list;
}

}  // namespace orbench::load
