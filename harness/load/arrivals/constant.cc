#include "harness/load/arrival_kind.h"
#include "harness/load/open_loop.h"

namespace orbench::load {
namespace {

/// 0, 1, 2, …: the first arrival is at time 0.
class EvenPositions final : public Positions {
 public:
  [[nodiscard]] double next() override { return static_cast<double>(index_++); }

 private:
  std::uint64_t index_ = 0;
};

class ConstantPlan final : public OpenLoopPlan {
 public:
  using OpenLoopPlan::OpenLoopPlan;

 private:
  [[nodiscard]] std::unique_ptr<Positions> positions(
      const ArrivalContext& /*context*/) const override {
    return std::make_unique<EvenPositions>();
  }
  [[nodiscard]] std::string name() const override { return "constant"; }
};

std::unique_ptr<ArrivalPlan> read(core::Params& load) {
  return std::make_unique<ConstantPlan>(read_open_loop(load));
}

}  // namespace

const ArrivalKind& constant_arrivals() {
  static constexpr ArrivalKind kKind{"constant",
                                     "open loop: evenly spaced over the curve of rate_rps", read};
  return kKind;
}

}  // namespace orbench::load
