#include <algorithm>
#include <cmath>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kCloseEnough = 1.005;
constexpr double kWidest = 64;  // times the gap at which everything was refused

/// A bucket that a refused request empties too refuses for ever above its rate. But right after a
/// refusal its level is known to be zero: a single request after a gap passes if the gap is long
/// enough, and halving the doubt finds how long that is.
class Gaps final : public Phase {
 public:
  Gaps(Hunt& hunt, double too_fast)
      : Phase(hunt, "gaps"),
        shortest_(1 / too_fast),
        gap_(2 * shortest_),
        emptied_(hunt.log.last_refusal().value_or(core::Duration{0})) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (longest_ <= 0) return look_for_window();
    BucketFinding found;
    found.rate = 2 / (shortest_ + longest_);
    found.rate_error = (1 / shortest_ - 1 / longest_) / 2 +
                       found.rate * 2 * core::to_seconds(hunt().log.jitter()) / longest_;
    return settle_bucket(hunt(), found, emptied_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (open() > 0) return load::Waiting{};
    const bool unknown = longest_ <= 0;
    if (unknown ? gap_ > kWidest * shortest_ : is_known()) return load::Ended{};
    // What passed left a part of a request in the bucket: one that is refused empties it again.
    if (must_empty_) return ended_;
    return std::max(emptied_ + core::from_seconds(gap_), ended_);
  }
  void on_met(const Met& met) override {
    ended_ = met.ended;
    if (met.what == Met::What::kLost) return;
    if (met.what == Met::What::kRefused) {
      if (!must_empty_) refused_after(core::to_seconds(met.sent - emptied_));
      emptied_ = met.sent;
      must_empty_ = false;
    } else if (!must_empty_) {
      longest_ = core::to_seconds(met.sent - emptied_);
      must_empty_ = true;
    }
    if (longest_ > 0) gap_ = std::sqrt(shortest_ * longest_);
  }
  void refused_after(double gap) {
    shortest_ = std::max(shortest_, gap);
    if (longest_ <= 0) gap_ = 2 * shortest_;
    // Its answer was a moment too early or too late: the truth lies between.
    if (longest_ > 0 && shortest_ >= longest_) longest_ = shortest_ * kCloseEnough;
  }
  [[nodiscard]] bool is_known() const {
    const double blur = 2 * core::to_seconds(hunt().log.jitter());
    return longest_ <= std::max(shortest_ * kCloseEnough, shortest_ + blur);
  }
  [[nodiscard]] double level() const override { return longest_ > 0 ? 1 / longest_ : 0; }

  /// Nothing passes: a window is full, it seems, and what was sent before is in it still.
  std::unique_ptr<Phase> look_for_window() {
    Hunt& known = hunt();
    const core::Duration grid = known.terms.grid;
    if (known.window_again || grid == core::Duration{0}) {
      known.give_up("the limit refuses for long once it has refused");
      return nullptr;
    }
    known.window_again = true;
    known.expected = known.ramp_accepted;
    known.expected_length = grid;
    return make_pause(known, ended_ + grid + known.terms.seconds(1));
  }

  double shortest_;     // refused after so long, in seconds
  double longest_ = 0;  // passed after so long
  double gap_;
  core::Duration emptied_;
  core::Duration ended_{0};
  bool must_empty_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_gaps(Hunt& hunt, double too_fast) {
  return std::make_unique<Gaps>(hunt, too_fast);
}

}  // namespace orbench::search
