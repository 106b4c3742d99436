#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/load/arrival_kind.h"
#include "harness/load/open_loop.h"

namespace orbench::load {
namespace {

constexpr core::Bounds kBurstiness{0.01, 1000.0, false};

/// Sums of gamma gaps of mean 1 and variance 1/burstiness.
class GammaPositions final : public Positions {
 public:
  GammaPositions(core::Rng rng, double burstiness) : rng_(rng), burstiness_(burstiness) {}
  [[nodiscard]] double next() override { return at_ += rng_.gamma(burstiness_); }

 private:
  core::Rng rng_;
  double burstiness_;
  double at_ = 0;
};

class GammaPlan final : public OpenLoopPlan {
 public:
  GammaPlan(std::unique_ptr<RateCurve> curve, double burstiness)
      : OpenLoopPlan(std::move(curve)), burstiness_(burstiness) {}

 private:
  [[nodiscard]] std::unique_ptr<Positions> positions(const ArrivalContext& context) const override {
    return std::make_unique<GammaPositions>(core::Rng(context.seed, "arrivals/" + context.workload),
                                            burstiness_);
  }
  [[nodiscard]] std::string name() const override {
    return fmt::format("gamma of burstiness {}", burstiness_);
  }

  double burstiness_;
};

std::unique_ptr<ArrivalPlan> read(core::Params& load) {
  const double burstiness = load.number("burstiness", 1.0, kBurstiness);
  return std::make_unique<GammaPlan>(read_open_loop(load), burstiness);
}

}  // namespace

const ArrivalKind& gamma_arrivals() {
  static constexpr ArrivalKind kKind{
      "gamma",
      "open loop: gamma gaps over the curve of rate_rps; burstiness 1 is poisson, below 1 comes in "
      "clumps, above 1 is more even",
      read};
  return kKind;
}

}  // namespace orbench::load
