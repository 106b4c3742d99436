#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "harness/load/curve_kind.h"

namespace orbench::load {
namespace {

constexpr std::size_t kMaxSteps = 1000;

/// A step, with what came before it; the last one holds for good.
struct StepOfRate {
  double rate = 0;
  double start = 0;   // seconds
  double before = 0;  // requests expected by then
};

class Steps final : public RateCurve {
 public:
  Steps(const std::vector<RateStep>& steps, std::string describe) : text_(std::move(describe)) {
    double start = 0;
    double before = 0;
    for (const RateStep& step : steps) {
      steps_.push_back({step.rps, start, before});
      start += step.seconds;
      before += step.rps * step.seconds;
    }
  }

  [[nodiscard]] double rate_at(double t) const override { return at(t).rate; }
  [[nodiscard]] double expected_by(double t) const override {
    const StepOfRate& step = at(t);
    return step.before + step.rate * (t - step.start);
  }
  [[nodiscard]] double time_of(double n) const override {
    if (n <= 0) return 0;
    // The step in which the count passes n: the last with fewer before it. A pause never is, since
    // the step after it has the same count before it.
    const auto next = std::partition_point(steps_.begin(), steps_.end(),
                                           [&](const StepOfRate& s) { return s.before < n; });
    const StepOfRate& step = *(next - 1);
    if (step.rate <= 0) return std::numeric_limits<double>::infinity();
    return step.start + (n - step.before) / step.rate;
  }
  [[nodiscard]] std::unique_ptr<RateCurve> clone() const override {
    return std::make_unique<Steps>(*this);
  }
  [[nodiscard]] std::string describe() const override { return text_; }

 private:
  [[nodiscard]] const StepOfRate& at(double t) const {
    const auto next = std::partition_point(steps_.begin() + 1, steps_.end(),
                                           [&](const StepOfRate& s) { return s.start <= t; });
    return *(next - 1);
  }

  std::vector<StepOfRate> steps_;  // never empty
  std::string text_;
};

std::string describe(const std::vector<RateStep>& steps) {
  const auto [low, high] = std::minmax_element(
      steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.rps < b.rps; });
  return fmt::format("{} steps, {} to {} rps", steps.size(), low->rps, high->rps);
}

std::unique_ptr<RateCurve> read(core::Params& params) {
  std::vector<RateStep> steps;
  std::size_t listed = 0;
  double requests = 0;
  const auto mistakes = [&] { return params.diagnostics().errors().size(); };
  const std::size_t mistakes_before = mistakes();
  const bool given =
      params.array("steps", [&](const core::Json& element, const std::string& pointer) {
        if (++listed > kMaxSteps) return;
        const std::size_t mistakes_here = mistakes();
        core::Params step(element, pointer, params.source(), params.diagnostics());
        if (mistakes() > mistakes_here) return;  // no object: its keys are not missing one by one
        const double rate = step.required_number("rate_rps", rate_or_pause());
        const double length = step.required_number("for_s", stretch_of_time());
        step.finish();
        steps.push_back({rate, length});
        requests += rate * length;
      });
  if (!given) params.error("steps", "\"steps\" is missing: add a list of {rate_rps, for_s}");
  if (listed > kMaxSteps) {
    params.error("steps", fmt::format("{} steps, the most is {}", listed, kMaxSteps));
  }
  if (mistakes() > mistakes_before) return nullptr;
  if (requests > 0) return rate_steps(steps, describe(steps));
  params.error("steps", "these steps send nothing: give at least one a rate");
  return nullptr;
}

}  // namespace

std::unique_ptr<RateCurve> rate_steps(const std::vector<RateStep>& steps, std::string describe) {
  return std::make_unique<Steps>(steps, std::move(describe));
}

const CurveKind& steps_curve() {
  static constexpr CurveKind kKind{
      "steps", "one rate after another, the last held: steps [{rate_rps, for_s}]", read};
  return kKind;
}

}  // namespace orbench::load
