#include <algorithm>
#include <cmath>

#include "harness/search/limit/phase.h"
#include "harness/search/limit/verdict.h"

namespace orbench::search {
namespace {

constexpr double kMostAbove = 0.1;  // beyond the rate of the bucket: what was let in drains slowly
constexpr double kLeastAbove = 0.015;
constexpr double kAboveDoubt = 4;  // times the doubt of the rate
constexpr std::int64_t kMostRequests = 5000;
constexpr double kExact = 0.01;  // relative error
constexpr double kMostUnclear = 0.02;
constexpr int kLeastCycles = 2;  // that must agree
constexpr int kMostCycles = 6;   // each costs a refusal
constexpr double kApart = 0.05;
constexpr int kMostProbes = 2;          // refused
constexpr double kIdle = 3;             // requests that flow in before a cycle, at least
constexpr std::int64_t kPatience = 45;  // accepted in a cycle: the rate is below that of the bucket
constexpr double kPatiencePerIdle = 30;
constexpr double kMostRefusedRate = 1.1;  // times the rate that was refused first
constexpr double kMuch = 0.2;             // requests that flow in on the way there and back
constexpr double kNearlyFull = 0.8;       // of its size, when a refusal becomes known
constexpr double kSmall = 10;             // times as much passed in a burst

/// A bucket that a refused request empties too refuses for ever what comes faster than its rate.
/// But a refusal leaves nothing in it, so from there on all is known: it is left alone while a few
/// requests flow in, and then asked for a little more than its rate until it refuses again. What it
/// gave and the part of a request that was left is what flowed in meanwhile: a cycle costs one
/// refusal.
class Refill final : public Phase {
 public:
  Refill(Hunt& hunt, double rate) : Phase(hunt, "refill"), rate_(rate) { begin_cycle(); }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    if (!done_) return suspect_window(hunt(), ended_);
    BucketFinding found;
    found.rate = flowed_ / elapsed_;
    found.rate_error = found.rate * error();
    found.counts_refused = may_count_refused(hunt(), found);
    if (!found.counts_refused) {  // it was asked for far more than flows in: the rate is known now
      hunt().spares_refused = true;
      hunt().rate = found.rate;
      return make_bucket(hunt(), emptied_ + core::from_seconds(idle_ / found.rate));
    }
    return settle_bucket(hunt(), found, emptied_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (done_ || failed_) return load::Ended{};
    if (first_sent_ == core::Duration{0}) {
      if (open() > 0) return load::Waiting{};
      return std::max(emptied_ + core::from_seconds(idle_ / rate_), ended_);
    }
    if (refused_) return load::Waiting{};
    return base_ + core::from_seconds(static_cast<double>(since_base_) / asked_);
  }
  void on_taken(core::Duration at) override {
    ++since_base_;
    last_taken_ = at;
  }
  void on_met(const Met& met) override {
    ended_ = std::max(ended_, met.ended);
    if (met.what == Met::What::kAccepted) {
      accept(met);
    } else if (met.what == Met::What::kRefused) {
      refuse(met);
    }
    if (refused_ && open() == 0) end_cycle();
  }
  [[nodiscard]] double level() const override { return asked_; }

  void begin_cycle() {
    emptied_ = hunt().log.last_refusal().value_or(core::Duration{0});
    first_sent_ = core::Duration{0};
    refused_.reset();
    accepted_ = since_base_ = 0;
    probes_ = 0;
    may_be_full_ = false;
    asked_ = (1 + above_) * rate_;
    raise_ = 1 + above_;
    BucketFinding ramp;
    ramp.rate = rate_;
    size_by_ramp(hunt(), ramp);
    // Half of what fits, so that it cannot be full; and no more than the jitter asks for.
    const double jitter = core::to_seconds(hunt().log.jitter());
    const double wanted = std::max(kIdle, 2 * jitter * rate_ / kExact * kMostAbove);
    idle_ = std::min(wanted, 1 + (ramp.size - 1) / 2);
    idle_ = std::max(idle_, 1 + kApart);
    patience_ = kPatience + static_cast<std::int64_t>(kPatiencePerIdle * idle_);
  }

  void accept(const Met& met) {
    if (first_sent_ == core::Duration{0}) {
      first_sent_ = met.sent;
      // At its pace from here on: what was not sent meanwhile is not made up for.
      base_ = std::max(met.sent, met.ended - core::from_seconds(1 / asked_));
      since_base_ = 1;
    }
    if (++accepted_ < patience_ || refused_) return;
    // It gives what it is asked for, and may have become full meanwhile.
    may_be_full_ = true;
    accepted_ = 0;
    raised_ = std::clamp(kMostRefusedRate * hunt().ramp_rate / asked_, 1.0, raise_);
    asked_ *= raised_;
    raise_ = 1 + 2 * (raise_ - 1);
    failed_ = taken() > kMostRequests;
    base_ = last_taken_ + core::from_seconds(1 / asked_);
    since_base_ = 0;
  }

  void refuse(const Met& met) {
    if (first_sent_ != core::Duration{0}) {
      refused_ = std::min(refused_.value_or(met.sent), met.sent);
      return;
    }
    emptied_ = met.sent;
    idle_ *= 2;
    failed_ = ++probes_ >= kMostProbes;
  }

  void end_cycle() {
    ++cycles_;
    const double jitter = core::to_seconds(hunt().log.jitter());
    const double elapsed = core::to_seconds(*refused_ - emptied_);
    // Some passed before it was left alone, too.
    const auto accepted = static_cast<double>(hunt().log.accepted(emptied_, *refused_));
    // What was left is less than one, and not less than flowed in since the last that passed.
    const double rate = (accepted + 0.5) / std::max(elapsed - 0.5 / asked_, 1e-9);
    const double left = std::clamp(rate / asked_, 0.0, 1.0);
    const double unclear = (1 - left) / 2 / (accepted + 1);
    const double doubt = unclear + 2 * jitter / elapsed;
    above_ = std::clamp(may_be_full_ ? raised_ - 1 : kAboveDoubt * doubt, kLeastAbove, kMostAbove);
    if (may_be_full_) {
      rate_ = std::max(rate, asked_ / raised_);  // before it was raised it was not refused
    } else if (unclear > kMostUnclear || probes_ > 0) {
      rate_ = rate;
    } else {
      count_cycle(rate, rate * elapsed, elapsed, unclear, jitter);
    }
    const bool last = cycles_ >= kMostCycles;
    done_ = !failed_ && counted_ >= kLeastCycles && (error() <= kExact || last);
    failed_ = !done_ && (failed_ || last);
    if (!done_ && !failed_) begin_cycle();
    if (done_) emptied_ = hunt().log.last_refusal().value_or(emptied_);
  }

  void count_cycle(double rate, double flowed, double elapsed, double unclear, double jitter) {
    const double blur = unclear + 2 * jitter / elapsed;
    if (counted_ > 0 && std::abs(rate / rate_ - 1) > kApart + 2 * (blur + error())) {
      failed_ = true;  // no bucket gives now more and now less
      return;
    }
    ++counted_;
    flowed_ += flowed;
    elapsed_ += elapsed;
    unclear_ += unclear * flowed;
    rate_ = flowed_ / elapsed_;
  }

  /// Relative, of the mean rate of the cycles that count.
  [[nodiscard]] double error() const {
    if (counted_ == 0) return 0;
    const double jitter = core::to_seconds(hunt().log.jitter());
    return unclear_ / flowed_ + 2 * jitter * std::sqrt(counted_) / elapsed_;
  }

  double rate_;  // as is known so far
  double above_ = kMostAbove;
  double asked_ = 0;  // of the bucket
  double raised_ = 1;
  double raise_ = 1;  // where it is not refused for long
  double idle_ = 0;   // requests that flow in before it is asked
  std::int64_t patience_ = 0;
  core::Duration emptied_{0};  // a refusal left nothing in it
  core::Duration first_sent_{0};
  core::Duration base_{0};
  core::Duration last_taken_{0};
  core::Duration ended_{0};
  std::optional<core::Duration> refused_;
  std::int64_t since_base_ = 0;
  std::int64_t accepted_ = 0;
  bool may_be_full_ = false;
  int probes_ = 0;
  int cycles_ = 0;
  int counted_ = 0;
  double flowed_ = 0;   // requests, over the cycles that count
  double elapsed_ = 0;  // seconds, likewise
  double unclear_ = 0;
  bool done_ = false;
  bool failed_ = false;
};

}  // namespace

std::unique_ptr<Phase> make_refill(Hunt& hunt, double rate) {
  const double below = std::min(rate, hunt.ramp_rate);  // which was refused
  const double meanwhile = below * core::to_seconds(hunt.log.round_trip());
  BucketFinding ramp;
  ramp.rate = below;
  size_by_ramp(hunt, ramp);
  // A large one gives much in a burst, whatever is made of the ramp at a rate that is not known.
  const bool is_small = static_cast<double>(hunt.burst) < kSmall * (1 + meanwhile);
  const bool is_full = is_small && meanwhile > kMuch && 1 + meanwhile > kNearlyFull * ramp.size;
  if (is_full) return make_ladder(hunt, below);
  return std::make_unique<Refill>(hunt, rate);
}

std::unique_ptr<Phase> suspect_window(Hunt& hunt, core::Duration now) {
  const core::Duration grid = hunt.terms.grid;
  if (hunt.window_again || grid == core::Duration{0}) {
    hunt.give_up("the limit refuses for long once it has refused: neither a bucket nor a window");
    return nullptr;
  }
  hunt.window_again = true;
  hunt.expected = hunt.ramp_accepted;
  hunt.expected_length = grid;
  return make_pause(hunt, now + grid + hunt.terms.seconds(1));
}

}  // namespace orbench::search
