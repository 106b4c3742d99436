#include "harness/core/rng.h"
#include "harness/load/arrival_kind.h"
#include "harness/load/open_loop.h"

namespace orbench::load {
namespace {

/// Sums of exponential gaps of mean 1. Over a curve that is a Poisson process with the curve's
/// rate, whatever its shape. Source: Cinlar, time change of a unit-rate process.
class ExponentialPositions final : public Positions {
 public:
  explicit ExponentialPositions(core::Rng rng) : rng_(rng) {}
  [[nodiscard]] double next() override { return at_ += rng_.exponential(); }

 private:
  core::Rng rng_;
  double at_ = 0;
};

class PoissonPlan final : public OpenLoopPlan {
 public:
  using OpenLoopPlan::OpenLoopPlan;

 private:
  [[nodiscard]] std::unique_ptr<Positions> positions(const ArrivalContext& context) const override {
    return std::make_unique<ExponentialPositions>(
        core::Rng(context.seed, "arrivals/" + context.workload));
  }
  [[nodiscard]] std::string name() const override { return "poisson"; }
};

std::unique_ptr<ArrivalPlan> read(core::Params& load) {
  return std::make_unique<PoissonPlan>(read_open_loop(load));
}

}  // namespace

const ArrivalKind& poisson_arrivals() {
  static constexpr ArrivalKind kKind{
      "poisson", "open loop: independent users, exponential gaps over the curve of rate_rps", read};
  return kKind;
}

}  // namespace orbench::load
