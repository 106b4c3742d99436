#include "harness/search/limit/bucket_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace orbench::search {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kRounding = 0.3;   // of a request: services fill buckets in steps
constexpr double kPerJitter = 6;    // of the rate: what flows in meanwhile
constexpr double kSurely = 2;       // times what must flow in for one
constexpr double kMostRates = 100;  // that are tried
constexpr double kFinest = 0.002;   // from one to the next

/// Sizes, in requests, that no request contradicts.
struct Sizes {
  double least = 1;
  double most = kInfinite;
};

class BucketEvidence {
 public:
  BucketEvidence(const RequestLog& log, const BucketTerms& terms)
      : entries_(log.entries()),
        counts_refused_(terms.counts_refused),
        jitter_(core::to_seconds(terms.jitter)),
        asked_(terms.asked) {}

  /// What the refusals alone say of the rate, which leaves few to try.
  void narrow(double& slowest, double& fastest) const {
    std::vector<Refusal> refusals;
    double accepted = 0;
    for (const Asked& asked : entries_) {
      if (asked.accepted) {
        ++accepted;
        continue;
      }
      const Refusal now{core::to_seconds(asked.sent), accepted};
      for (auto last = refusals.rbegin(); last != refusals.rend(); ++last) {
        const double elapsed = now.at - last->at;
        const double passed = now.accepted - last->accepted;
        slowest = std::max(slowest, (passed - 1 - slack(slowest)) / (elapsed + 4 * jitter_));
        // Nothing passed in between, so it was less than one that flowed in.
        if (passed > 0 || elapsed <= 4 * jitter_) continue;
        if (!counts_refused_ || last == refusals.rbegin()) {
          fastest = std::min(fastest, (1 + slack(slowest)) / (elapsed - 4 * jitter_));
        }
      }
      refusals.push_back(now);
    }
  }

  /// `wrong`: the rate may be another by so much, as a share.
  [[nodiscard]] bool fits(double rate, double wrong, Sizes& sizes) const {
    // The level is the size less what the backlog takes of it, and no more than flowed in since a
    // refusal emptied the bucket. So no size need be tried.
    double backlog = 0;
    double inflow = kInfinite;
    double accepted = 0;
    core::Duration last = entries_.front().sent;
    const double slack = this->slack(rate);
    for (const Asked& asked : entries_) {
      const double in = rate * core::to_seconds(asked.sent - last);
      last = asked.sent;
      backlog = std::max(backlog - in, 0.0);
      inflow += in;
      const double doubt = slack + wrong * accepted;
      if (asked.accepted) {
        if (inflow < 1 - doubt) return false;
        sizes.least = std::max(sizes.least, backlog + 1 - doubt);
        ++accepted;
        ++backlog;
        --inflow;
      } else {
        // However small it is, it was full, unless a later one overtook this.
        if (in > kSurely * (1 + slack) && is_alone(asked)) return false;
        if (inflow > 1 + doubt) sizes.most = std::min(sizes.most, backlog + 1 + doubt);
        if (counts_refused_) backlog = inflow = accepted = 0;
      }
      if (sizes.least > sizes.most) return false;
    }
    return true;
  }

 private:
  struct Refusal {
    double at = 0;
    double accepted = 0;  // until then
  };

  /// No other one was sent so soon after it that it may have come before.
  [[nodiscard]] bool is_alone(const Asked& asked) const {
    const Asked* const next = &asked + 1;
    return next == entries_.data() + entries_.size() ||
           core::to_seconds(next->sent - asked.sent) > 4 * jitter_;
  }

  [[nodiscard]] double slack(double rate) const {
    return kRounding + jitter_ * (kPerJitter * rate + 2 * asked_);
  }

  const std::vector<Asked>& entries_;
  bool counts_refused_;
  double jitter_;
  double asked_;
};

}  // namespace

std::optional<BucketFit> fit_bucket(const RequestLog& log, const BucketTerms& terms) {
  const std::vector<Asked>& entries = log.entries();
  if (entries.size() < 2) return std::nullopt;
  const double elapsed = core::to_seconds(entries.back().sent - entries.front().sent);
  double slowest = std::max(terms.slowest, 1 / (10 * elapsed));
  double fastest = terms.fastest > 0 ? terms.fastest : terms.asked;
  const BucketEvidence evidence(log, terms);
  evidence.narrow(slowest, fastest);
  if (slowest > fastest) return std::nullopt;
  const double ratio = fastest / slowest;
  const auto tries =
      static_cast<int>(std::clamp(std::ceil(std::log(ratio) / kFinest), 1.0, kMostRates));
  const double step = std::pow(ratio, 1.0 / tries);
  std::optional<BucketFit> fit;
  for (int i = 0; i < tries; ++i) {
    const double rate = slowest * std::pow(step, i + 0.5);
    Sizes sizes;
    if (!evidence.fits(rate, (step - 1) / 2, sizes)) continue;
    if (!fit) fit = BucketFit{rate, rate, sizes.least, sizes.most};
    fit->fastest = rate;
    fit->smallest = std::min(fit->smallest, sizes.least);
    fit->largest = std::max(fit->largest, sizes.most);
  }
  return fit;
}

}  // namespace orbench::search
