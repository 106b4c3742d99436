#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/verify/routing/best.h"
#include "harness/verify/routing/binomial.h"
#include "harness/verify/routing/graded_rule.h"
#include "harness/verify/routing/mix_test.h"

namespace orbench::verify::routing {
namespace {

constexpr double kMuchDearer = 3;
constexpr std::uint64_t kSeed = 24;  // row 24; any fixed number would do
constexpr double kKeptAlpha = 0.05;
constexpr std::int64_t kLeast = 25;

/// Whom the draw may choose: an endpoint down is a fallback only.
Listings drawn_from(const Case& ground) {
  constexpr double kOutage = 80;
  Listings stable;
  const Listings able = first_group(ground);
  std::copy_if(able.begin(), able.end(), std::back_inserter(stable), [](const Listing* one) {
    return one->row().status >= 0 && one->row().uptime.value_or(100) >= kOutage;
  });
  return stable.empty() ? able : stable;
}

/// Without order and sort, cheaper endpoints are drawn more often. By `live`: the cheapest against
/// the dearest of those three times as dear. By `exact`: all shares against 1/price².
class BalanceRule final : public Rule {
 public:
  explicit BalanceRule(const Case& ground) : ground_(ground), stable_(drawn_from(ground)) {
    std::stable_sort(stable_.begin(), stable_.end(),
                     [](const Listing* a, const Listing* b) { return a->price() < b->price(); });
    counts_.resize(stable_.size());
  }

  void observe(const Trial& trial, const Place& place) override {
    if (place.arm == Arm::kControl || !trial.first) return;
    const Listings behind = first_candidates(ground_, trial);
    for (std::size_t i = 0; i < stable_.size(); ++i) {
      if (std::find(behind.begin(), behind.end(), stable_[i]) == behind.end()) continue;
      counts_[i] += 1;
      n_ += 1;
      return;
    }
  }

  [[nodiscard]] Finding conclude(double part) const override {
    Finding finding;
    finding.expected = "cheaper endpoints are drawn more often";
    finding.n = n_;
    const bool told = stable_.size() > 1 && stable_.front()->price() > 0 &&
                      stable_.back()->price() >= kMuchDearer * stable_.front()->price();
    if (!told) {
      finding.note =
          "no endpoint is three times as dear as the cheapest, so the draw cannot be "
          "told from an even one";
    } else if (part > 0) {
      const Alphas alphas{ground_.alpha_broken * part, kKeptAlpha * part};
      ground_.exact() ? judge_fit(alphas, finding) : judge_ends(alphas, finding);
    }
    std::map<std::string, std::int64_t> seen;
    for (std::size_t i = 0; i < stable_.size(); ++i) seen[stable_[i]->row().tag] += counts_[i];
    finding.observed = fmt::format("{}: {}", to_string(finding.answer), counts_text(seen));
    return finding;
  }

 private:
  struct Alphas {
    double broken;
    double kept;
  };

  void judge_ends(const Alphas& alphas, Finding& finding) const {
    const std::int64_t dear = counts_.back();
    const std::int64_t both = dear + counts_.front();
    const double p = at_least(dear, both, 0.5);
    if (p <= alphas.broken) finding.answer = Answer::kBroken;
    const double p_even = at_most(dear, both, 0.5);
    if (p_even <= alphas.kept) finding.answer = Answer::kKept;
    finding.note = fmt::format("p {:.2g} that the dearest is no more likely than the cheapest",
                               finding.answer == Answer::kKept ? p_even : p);
  }

  [[nodiscard]] static std::vector<double> normalized(std::vector<double> weights) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    for (double& weight : weights) weight /= sum;
    return weights;
  }

  void judge_fit(const Alphas& alphas, Finding& finding) const {
    std::vector<double> by_price;
    for (const Listing* one : stable_) by_price.push_back(std::pow(one->price(), -2));
    const std::vector<double> even(stable_.size(), 1);
    const int draws = static_cast<int>(std::ceil(2 / alphas.broken));
    const double p = fit_p(counts_, normalized(by_price), kSeed, draws);
    constexpr int kEvenDraws = 2000;
    const double p_even = fit_p(counts_, normalized(even), kSeed, kEvenDraws);
    if (p <= alphas.broken) {
      finding.answer = Answer::kBroken;
    } else if (n_ >= kLeast && p_even <= alphas.kept) {
      finding.answer = Answer::kKept;
    }
    finding.note =
        fmt::format("p {:.2g} of the weights 1/price², {:.2g} of an even draw", p, p_even);
  }

  const Case& ground_;
  Listings stable_;
  std::vector<std::int64_t> counts_;
  std::int64_t n_ = 0;
};

}  // namespace

RuleKind balance_rule() {
  RuleKind kind;
  kind.name = "balance";
  kind.what = "row 24: without order and sort, cheaper endpoints are drawn more often (by name)";
  kind.applies = [](const Asked& asked) {
    return asked.order.empty() && asked.sort == SortKey::kNone && asked.suffix.empty() &&
           asked.service_tier.empty() && asked.session_id.empty() && !asked.has_cutoffs();
  };
  kind.make = [](const Case& ground) -> std::unique_ptr<Rule> {
    return std::make_unique<BalanceRule>(ground);
  };
  return kind;
}

}  // namespace orbench::verify::routing
