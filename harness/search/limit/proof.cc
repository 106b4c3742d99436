#include <algorithm>
#include <cmath>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kProvable = 4;    // requests: a smaller bucket is not worth a burst
constexpr double kIdle = 1.25;     // times what fills it
constexpr double kMuchBlur = 0.5;  // requests
constexpr double kLost = 4;        // times the blur, at most: few replies told the jitter

/// What a bucket holds when it is full, from a stretch that began with it full: it gave `accepted`
/// in `elapsed`, and the next request found less than one.
double size_from(std::int64_t accepted, double elapsed, double rate, double asked) {
  const double left = (1 + rate / std::max(asked, rate)) / 2;  // on average
  return static_cast<double>(accepted) - rate * elapsed + left;
}

/// What holds little more than one loses what comes too late to be kept: it gives less than flows
/// in, and nobody knows by how much where the jitter is about as long as it takes one to flow in.
void doubt_rate(const Hunt& hunt, BucketFinding& found) {
  const double blur = 2 * core::to_seconds(hunt.log.jitter()) * found.rate;
  const bool keeps_all = !found.roughly && found.size - found.size_error - 1 > 2 * blur;
  found.loses = !keeps_all && blur > kMuchBlur;
  if (keeps_all) return;
  found.rate_error = std::max(found.rate_error, found.rate * std::min(kLost * blur, 1.0));
}

/// Lets a bucket fill and empties it.
class Proof final : public Phase {
 public:
  Proof(Hunt& hunt, core::Duration begin, double idle_factor)
      : Phase(hunt, "proof"), factor_(idle_factor) {
    const BucketFinding& known = *hunt.bucket;
    rate_ = std::max(3 * known.rate, hunt.ramp_rate);
    begin_ = begin + core::from_seconds(factor_ * known.size / known.rate + 1 / known.rate);
    most_ = static_cast<std::int64_t>(4 * known.size) + 100;
  }

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    BucketFinding& found = *hunt().bucket;
    const auto refused = hunt().log.first_refusal(begin_);
    if (!refused) {
      hunt().notes.emplace_back(
          "the bucket took more than was expected, so its size is that of "
          "the ramp");
      return make_heavier(hunt());
    }
    const double elapsed = core::to_seconds(*refused - first_sent_);
    const double size =
        size_from(hunt().log.accepted(begin_, *refused), elapsed, found.rate, rate_);
    constexpr double kGrown = 1.1;
    constexpr double kLongest = 6;
    const bool grew = size > kGrown * found.size + 2;
    const double jitter = core::to_seconds(hunt().log.jitter());
    found.size = std::max(size, 1.0);
    found.size_error = 1 + found.rate_error * elapsed + 2 * jitter * found.rate;
    doubt_rate(hunt(), found);
    if (!grew || 2 * factor_ > kLongest) return make_heavier(hunt());
    return std::make_unique<Proof>(hunt(), *hunt().log.last_refusal(), 2 * factor_);
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_ || taken() >= most_) return load::Ended{};
    return begin_ + core::from_seconds(static_cast<double>(taken()) / rate_);
  }
  void on_met(const Met& met) override {
    refused_ |= met.what == Met::What::kRefused;
    if (first_sent_ == core::Duration{0} || met.sent < first_sent_) first_sent_ = met.sent;
  }
  [[nodiscard]] double level() const override { return rate_; }

  double factor_;
  double rate_ = 0;
  core::Duration begin_{0};
  core::Duration first_sent_{0};
  std::int64_t most_ = 0;
  bool refused_ = false;
};

}  // namespace

void size_by_ramp(const Hunt& hunt, BucketFinding& found) {
  const double jitter = core::to_seconds(hunt.log.jitter());
  const double doublings = std::log2(std::max(found.rate / hunt.terms.from, 1.0));
  const core::Duration crossed = hunt.ramp_begin + core::from_seconds(2 * doublings);
  const double elapsed = std::max(core::to_seconds(hunt.ramp_refused - crossed), 0.0);
  const std::int64_t accepted = hunt.log.accepted(crossed, hunt.ramp_refused);
  found.size = std::max(size_from(accepted, elapsed, found.rate, hunt.ramp_rate), 1.0);
  found.size_error = 1 + found.rate_error * elapsed + 2 * jitter * hunt.ramp_rate;
  found.roughly = found.size <= 4 * jitter * found.rate;
}

std::unique_ptr<Phase> settle_bucket(Hunt& hunt, BucketFinding found, core::Duration now) {
  size_by_ramp(hunt, found);
  doubt_rate(hunt, found);
  hunt.bucket = found;
  hunt.status = results::SearchStatus::kFound;
  const bool proves = hunt.terms.proof && !found.roughly && found.size > kProvable;
  if (!proves) return make_heavier(hunt);
  return std::make_unique<Proof>(hunt, now, kIdle);
}

}  // namespace orbench::search
