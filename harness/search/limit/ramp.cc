#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

/// One request whose reply says what time it is over there, and that anything is served at all.
class Approach final : public Phase {
 public:
  explicit Approach(Hunt& hunt) : Phase(hunt, "approach") {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (refused_) return make_pause(hunt(), std::nullopt);
    const LimitTerms& terms = hunt().terms;
    const bool aligns = terms.grid > core::Duration{0} && hunt().clock.known();
    if (!aligns) return make_ramp(hunt(), ended_);
    const core::Duration mark = hunt().clock.mark_after(ended_, terms.grid);
    return make_ramp(hunt(), mark + terms.seconds(1));
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (taken() == 0) return core::Duration{0};
    return load::Ended{};
  }
  void on_met(const Met& met) override {
    refused_ = met.what == Met::What::kRefused;
    ended_ = met.ended;
  }
  [[nodiscard]] double level() const override { return 0; }

  bool refused_ = false;
  core::Duration ended_{0};
};

class Ramp final : public Phase {
 public:
  Ramp(Hunt& hunt, core::Duration begin) : Phase(hunt, "ramp"), begin_(begin) {
    hunt.ramp_begin = begin;
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    const auto refused = hunt().log.first_refusal(begin_);
    if (!refused) {
      hunt().status = results::SearchStatus::kNotFound;
      return nullptr;
    }
    hunt().ramp_refused = *refused;
    hunt().ramp_rate = hunt().ramp_rate_at(*refused);
    hunt().ramp_accepted = hunt().log.accepted(begin_, *refused);
    return make_pause(hunt(), std::nullopt);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_) return load::Ended{};
    const core::Duration at = begin_ + core::from_seconds(time_of(taken()));
    if (hunt().ramp_rate_at(at) > hunt().terms.to) return load::Ended{};
    return at;
  }
  void on_taken(core::Duration at) override { last_ = at; }
  void on_met(const Met& met) override { refused_ |= met.what == Met::What::kRefused; }
  [[nodiscard]] double level() const override { return hunt().ramp_rate_at(last_); }

  /// The integral of from 2^(t/2) is k requests.
  [[nodiscard]] double time_of(std::int64_t k) const {
    const double doublings =
        std::log2(1 + static_cast<double>(k) * std::log(2.0) / (2 * hunt().terms.from));
    return 2 * doublings;
  }

  core::Duration begin_;
  core::Duration last_{0};
  bool refused_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_approach(Hunt& hunt) { return std::make_unique<Approach>(hunt); }

std::unique_ptr<Phase> make_ramp(Hunt& hunt, core::Duration begin) {
  return std::make_unique<Ramp>(hunt, begin);
}

}  // namespace orbench::search
