#include "harness/verify/routing/concentration.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/verify/evidence.h"
#include "harness/verify/routing/best.h"
#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// Judges at the end: only then is it known who got most.
class ConcentrationRule final : public Rule {
 public:
  ConcentrationRule(const Case& ground, Listings able, const std::string& asked)
      : ground_(ground),
        lone_(able.size() == 1),
        is_able_(ground, able, able),
        expected_(fmt::format("first attempts all at one provider ({})", asked)) {}

  void observe(const Trial& trial, const Place& place) override {
    const Grade grade = is_able_(trial);
    if (grade == Grade::kUnknown && place.arm == Arm::kPreference) unknown_ += 1;
    if (grade != Grade::kGood) return;
    if (place.arm == Arm::kControl) {
      control_[trial.first->provider] += 1;
    } else {
      Served& at = with_[trial.first->provider];
      at.n += 1;
      at.confirmed = at.confirmed || trial.confirmed;
      at.samples.add(trial.confirmed ? 1 : 0, *trial.sample);
    }
  }

  [[nodiscard]] Finding conclude(double part) const override {
    const std::string favourite = most_served();
    const ShareAnswer answer = judge_share(shares(favourite), terms(part));
    Finding finding;
    finding.answer = answer.answer;
    finding.expected = expected_;
    finding.n = answer.seen.n;
    finding.contested = answer.contested;
    finding.observed = fmt::format("{}: {} of {} at {}", to_string(answer.answer), answer.seen.good,
                                   answer.seen.n, favourite.empty() ? "nobody" : favourite);
    if (answer.control.n > 0) {
      finding.observed +=
          fmt::format("; without the preference {} of {}", answer.control.good, answer.control.n);
    }
    std::map<std::string, std::int64_t> counts;
    for (const auto& [provider, at] : with_) counts[provider] = at.n;
    if (counts.size() > 1) finding.observed += fmt::format(" ({})", counts_text(counts));
    finding.note = lone_ ? "one endpoint alone may serve, so a sort decides nothing" : note(answer);
    finding.evidence = elsewhere_than(favourite);
    return finding;
  }

 private:
  struct Served {
    std::int64_t n = 0;
    bool confirmed = false;  ///< some of them by a second source
    Evidence samples;
  };

  [[nodiscard]] std::string most_served() const {
    const auto most =
        std::max_element(with_.begin(), with_.end(),
                         [](const auto& a, const auto& b) { return a.second.n < b.second.n; });
    return most == with_.end() ? "" : most->first;
  }

  [[nodiscard]] ShareTerms terms(double part) const {
    ShareTerms terms;
    terms.share = sort_share(ground_, SortKey::kExacto);
    terms.alpha_broken = ground_.alpha_broken * part;
    terms.alpha_kept *= part;
    terms.effect_only = !ground_.exact();
    if (lone_) terms.alone = 1;
    return terms;
  }

  [[nodiscard]] std::vector<std::string> elsewhere_than(const std::string& favourite) const {
    std::vector<std::string> ids;
    for (const auto& [provider, at] : with_) {
      if (provider == favourite) continue;
      for (std::string& id : at.samples.ids()) {
        if (ids.size() < Evidence::kMost) ids.push_back(std::move(id));
      }
    }
    return ids;
  }

  [[nodiscard]] ShareData shares(const std::string& favourite) const {
    ShareData data;
    data.unknown = unknown_;
    data.confirmed =
        with_.size() <= 1 || std::any_of(with_.begin(), with_.end(), [&](const auto& at) {
          return at.first != favourite && at.second.confirmed;
        });
    for (const auto& [provider, n] : control_) {
      data.control.n += n;
      data.control.good += provider == favourite ? n : 0;
    }
    for (const auto& [provider, at] : with_) {
      data.seen.n += at.n;
      data.seen.good += provider == favourite ? at.n : 0;
    }
    return data;
  }

  [[nodiscard]] static std::string note(const ShareAnswer& answer) {
    if (answer.answer == Answer::kCannotTell) return answer.reason;
    return "who is best by it is not published; that one is always first can be seen";
  }

  const Case& ground_;
  bool lone_;
  FirstAttempt is_able_;
  std::string expected_;
  std::map<std::string, std::int64_t> control_;
  std::map<std::string, Served> with_;
  std::int64_t unknown_ = 0;
};

}  // namespace

std::unique_ptr<Rule> concentration_rule(const Case& ground, Listings able,
                                         const std::string& asked) {
  return std::make_unique<ConcentrationRule>(ground, std::move(able), asked);
}

}  // namespace orbench::verify::routing
