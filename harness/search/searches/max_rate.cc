#include <memory>

#include <fmt/format.h>

#include "harness/core/rng.h"
#include "harness/search/maximum/maximum_search.h"
#include "harness/search/search_kind.h"

namespace orbench::search {
namespace {

/// Requests that do not wait for each other, as an open loop sends them.
class Stream final : public Pattern {
 public:
  Stream(core::Rng rng, bool random) : rng_(rng), random_(random) {}

  void begin(double level, core::Duration at) override {
    rate_ = level;
    begin_ = at;
    position_ = 0;
    taken();
  }
  [[nodiscard]] std::optional<core::Duration> next() const override {
    return begin_ + core::from_seconds(position_ / rate_);
  }
  void taken() override { position_ += random_ ? rng_.exponential() : 1.0; }
  void ended(core::Duration /*at*/) override {}
  [[nodiscard]] bool open_loop() const override { return true; }

 private:
  core::Rng rng_;
  bool random_;
  double rate_ = 1;
  core::Duration begin_{0};
  double position_ = 0;  // requests expected since the level began
};

class MaxRatePlan final : public SearchPlan {
 public:
  MaxRatePlan(MaximumSettings settings, bool random)
      : settings_(std::move(settings)), random_(random) {}

  [[nodiscard]] std::unique_ptr<Search> make_search(
      const load::ArrivalContext& context) const override {
    static const MaximumWords words{"max_rate", "rate", "rps"};
    const core::Rng rng(context.seed, "search/" + context.workload);
    return std::make_unique<MaximumSearch>(context, settings_, words,
                                           std::make_unique<Stream>(rng, random_));
  }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("search for the highest rate, {:g} to {:g} rps", settings_.range.from,
                       settings_.range.to);
  }

 private:
  MaximumSettings settings_;
  bool random_;
};

std::unique_ptr<SearchPlan> read(core::Params& search) {
  const bool random = search.choice("arrivals", "poisson", {"poisson", "constant"}) == "poisson";
  return std::make_unique<MaxRatePlan>(read_maximum(search, false), random);
}

}  // namespace

const SearchKind& max_rate_search() {
  static constexpr SearchKind kKind{
      "max_rate", "the highest rate that keeps every condition of while: from, to, resolution",
      read};
  return kKind;
}

}  // namespace orbench::search
