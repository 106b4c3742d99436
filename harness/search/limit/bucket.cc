#include <algorithm>
#include <array>
#include <cmath>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kAbove = 1.03;         // a bucket asked for more than flows in never fills
constexpr double kMostAbove = 1.1;      // the rate at which the ramp was refused: none gives more
constexpr std::int64_t kPatience = 45;  // accepted in a row: the rate is below that of the bucket
constexpr double kFarAbove = 0.93;      // so small a share accepted: the rate is far above it
constexpr std::int64_t kTells = 10;
constexpr std::int64_t kFewest = 100;  // accepted requests that a rate is taken from
constexpr double kPerJitter = 200;
constexpr std::int64_t kManyRefused = 12;
constexpr std::int64_t kInARow = 2;
constexpr std::size_t kMostRestarts = 30;
constexpr std::array<double, 8> kRaises = {1.05, 1.08, 1.13, 1.21, 1.34, 1.55, 1.89, 2.44};

class Bucket final : public Phase {
 public:
  Bucket(Hunt& hunt, core::Duration begin)
      : Phase(hunt, "bucket"), base_(begin), rate_(kAbove * hunt.rate) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (!done_) return fail();
    BucketFinding found;
    const double elapsed = core::to_seconds(last_refused_ - *dry_);
    const auto accepted = static_cast<double>(hunt().log.accepted(*dry_, last_refused_));
    found.rate = accepted / elapsed;
    const double jitter = core::to_seconds(hunt().log.jitter());
    found.rate_error = found.rate * (1 / accepted + 2 * jitter / elapsed);
    return settle_bucket(hunt(), found, last_refused_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (done_ || gives_less_ || refuses_most() || restarts_ > kMostRestarts) return load::Ended{};
    return base_ + core::from_seconds(static_cast<double>(since_base_) / rate_);
  }
  void on_taken(core::Duration at) override {
    ++since_base_;
    last_taken_ = at;
  }
  void on_met(const Met& met) override {
    if (done_ || gives_less_ || met.what == Met::What::kLost || met.sent < settled_) return;
    if (met.what == Met::What::kAccepted) {
      accept(met);
    } else {
      refuse(met);
    }
  }
  [[nodiscard]] double level() const override { return rate_; }

  std::unique_ptr<Phase> fail() {
    if (gives_less_) return make_refill(hunt(), std::max(hunt().least_rate, hunt().rate));
    if (refuses_most()) return make_refill(hunt(), std::max(hunt().least_rate, rate_ / kAbove));
    hunt().give_up("no rate is served steadily: neither a bucket nor a window");
    return nullptr;
  }

  [[nodiscard]] bool refuses_most() const {
    if (since_dry_refused_ >= kManyRefused) return since_dry_refused_ > since_dry_;
    // Asked for less than twice what flows in, a bucket that a refusal takes nothing from refuses
    // no two in a row, but for the jitter.
    const double jitter = core::to_seconds(hunt().log.jitter());
    return !hunt().spares_refused &&
           refused_in_a_row_ >= kInARow + static_cast<std::int64_t>(4 * jitter * rate_);
  }

  void accept(const Met& met) {
    ++unrefused_;
    refused_in_a_row_ = 0;
    if (dry_ && met.sent > *dry_) ++since_dry_;
    if (unrefused_ >= kPatience) {
      const double raise = kRaises.at(std::min(raises_, kRaises.size() - 1));
      ++raises_;
      restart(std::max(std::min(rate_ * raise, kMostAbove * hunt().ramp_rate), rate_));
      return;
    }
    if (!dry_ || since_dry_ < kTells) return;
    // The bucket is dry, so nothing that was seen is lost by asking for less.
    const double most = at_most(met.sent);
    gives_less_ = loses_refused(most);
    if (most < kFarAbove * rate_) slow_down(kAbove * most);
  }

  void refuse(const Met& met) {
    ++since_dry_refused_;
    ++refused_in_a_row_;
    unrefused_ = 0;
    if (!dry_) {
      dry_ = met.sent;
      since_dry_ = 0;
      return;
    }
    last_refused_ = std::max(met.sent, *dry_);
    done_ = since_dry_ >= needed();
    if (done_ || since_dry_ < kTells) return;
    const double most = at_most(met.sent);
    gives_less_ = loses_refused(most);
    slow_down(kAbove * most);
  }

  /// It gave more at once than it gives while it refuses some: what is refused takes from it too.
  [[nodiscard]] bool loses_refused(double most) const {
    return !hunt().spares_refused && most < hunt().least_rate;
  }

  /// The rate of the bucket is no greater, by what it gave since it was dry. Over a short while the
  /// jitter, and where the requests happen to fall, leave room for more.
  [[nodiscard]] double at_most(core::Duration now) const {
    const double elapsed = std::max(core::to_seconds(now - *dry_), 1e-9);
    const double blur = 4 * core::to_seconds(hunt().log.jitter()) / elapsed;
    return (static_cast<double>(since_dry_) + 1) / elapsed * (1 + blur);
  }

  void slow_down(double rate) {
    if (rate >= rate_) return;
    rate_ = rate;
    base_ = last_taken_ + core::from_seconds(1 / rate);
    since_base_ = 0;
    raises_ = 0;
  }

  /// Another rate, and all that was seen at the last one is of no use.
  void restart(double rate) {
    ++restarts_;
    rate_ = rate;
    base_ = last_taken_ + core::from_seconds(1 / rate);
    settled_ = base_;
    since_base_ = 0;
    unrefused_ = since_dry_ = since_dry_refused_ = refused_in_a_row_ = 0;
    dry_.reset();
  }

  [[nodiscard]] std::int64_t needed() const {
    const double jitter = core::to_seconds(hunt().log.jitter());
    return std::max(kFewest, static_cast<std::int64_t>(std::ceil(kPerJitter * jitter * rate_)));
  }

  core::Duration base_;
  double rate_;
  std::int64_t since_base_ = 0;
  core::Duration last_taken_{0};
  core::Duration settled_{0};          // what was sent before belongs to another rate
  std::optional<core::Duration> dry_;  // the first refusal at this rate
  core::Duration last_refused_{0};
  std::int64_t since_dry_ = 0;  // accepted
  std::int64_t unrefused_ = 0;  // accepted in a row
  std::int64_t since_dry_refused_ = 0;
  std::int64_t refused_in_a_row_ = 0;
  std::size_t raises_ = 0;
  std::size_t restarts_ = 0;
  bool gives_less_ = false;  // than it gave before
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_bucket(Hunt& hunt, core::Duration begin) {
  return std::make_unique<Bucket>(hunt, begin);
}

}  // namespace orbench::search
