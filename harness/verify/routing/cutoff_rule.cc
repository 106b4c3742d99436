#include "harness/verify/routing/cutoff_rule.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/graded_rule.h"
#include "harness/verify/routing/mix_test.h"
#include "harness/verify/routing/paired_errors.h"

namespace orbench::verify::routing {
namespace {

/// Of first attempts, by `live`: at most 5 % may go to endpoints that clearly fail.
constexpr double kLiveShare = 0.95;
constexpr double kFarthestMix = 0.25;
constexpr double kFarAlpha = 0.05;
constexpr std::uint64_t kSeed = 20;  // row 20; any fixed number would do

/// How the endpoints that may serve stand to the cutoffs.
struct Field {
  Listings able;
  Listings passing;  ///< all cutoffs of the request
  Listings failing;  ///< those of this family
  bool unclear = false;
  bool mixed = false;  ///< some endpoint meets one percentile of this family and fails another

  [[nodiscard]] bool told_apart() const { return !passing.empty() && !failing.empty(); }
  [[nodiscard]] bool alike() const { return !unclear && (passing.empty() || failing.empty()); }
};

/// The case with one percentile of one family alone.
bool meets_some_but_not_all(const Case& ground, const CutoffFamily& family,
                            const Listing& listing) {
  const Cutoffs& all = ground.asked.*family.cutoffs;
  bool meets = false;
  bool fails = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all.at(i)) continue;
    Case single{ground.asked, ground.market, ground.probes, ground.profile, ground.alpha_broken};
    single.asked.max_latency_s = {};
    single.asked.min_throughput = {};
    (single.asked.*family.cutoffs).at(i) = all.at(i);
    const Standing standing = family.standing(single, listing);
    meets = meets || standing == Standing::kPasses;
    fails = fails || standing == Standing::kFails;
  }
  return meets && fails;
}

Field field_of(const Case& ground, const CutoffFamily& family) {
  Field field;
  field.able = eligible(ground);
  field.passing = preferred(ground, field.able);
  for (const Listing* one : field.able) {
    const Standing standing = family.standing(ground, *one);
    if (standing == Standing::kFails) field.failing.push_back(one);
    field.unclear = field.unclear || standing == Standing::kUnclear;
    field.mixed = field.mixed || meets_some_but_not_all(ground, family, *one);
  }
  return field;
}

/// By this family alone: what another cutoff forbids is that one's matter.
Grade grade_share(const Case& ground, const CutoffFamily& family, const Field& field,
                  const Trial& trial) {
  if (trial.fate == Fate::kRefused) return Grade::kExcused;
  if (!trial.first) return Grade::kUnknown;
  Listings behind = first_candidates(ground, trial);
  if (behind.empty()) return Grade::kUnknown;
  std::erase_if(behind, [&](const Listing* one) {
    return std::find(field.able.begin(), field.able.end(), one) == field.able.end();
  });
  if (behind.empty()) return Grade::kExcused;
  const Standing standing = family.standing(ground, *behind.front());
  const bool agree = std::all_of(behind.begin(), behind.end(), [&](const Listing* one) {
    return one->steady && family.standing(ground, *one) == standing;
  });
  if (!agree || standing == Standing::kUnclear) return Grade::kUnknown;
  return standing == Standing::kPasses ? Grade::kGood : Grade::kBad;
}

/// Whether the request with the cutoff differs from the control in cutoffs alone: then, and only
/// then, mixes and errors can be compared.
bool nothing_else_asked(const Asked& asked) {
  for (const RuleKind& kind : rule_kinds()) {
    if (kind.sent == nullptr || !kind.sent(asked)) continue;
    if (kind.name != "preferred_max_latency" && kind.name != "preferred_min_throughput") {
      return false;
    }
  }
  return true;
}

class CutoffRule final : public Rule {
 public:
  CutoffRule(const Case& ground, const CutoffFamily& family)
      : ground_(ground),
        field_(field_of(ground, family)),
        comparable_(nothing_else_asked(ground.asked)),
        several_(std::count_if((ground.asked.*family.cutoffs).begin(),
                               (ground.asked.*family.cutoffs).end(),
                               [](const auto& bound) { return bound.has_value(); }) > 1),
        share_(share_terms(ground, family, field_)) {}

  void observe(const Trial& trial, const Place& place) override {
    share_.observe(trial, place);
    if (!comparable_) return;
    errors_.observe(trial, place);
    if (!field_.alike() || !trial.first || place.turn > 1) return;
    MixRound& round = rounds_[place.round];
    (place.arm == Arm::kControl ? round.without : round.with).push_back(trial.first->provider);
  }

  [[nodiscard]] Finding conclude(double part) const override {
    Finding finding = share_.conclude(part);
    if (!field_.told_apart()) judge_without_difference(part, finding);
    const PairedErrors::Result errors = errors_.judge(ground_.alpha_broken / 2 * part);
    if (errors.broken) {
      finding.answer = Answer::kBroken;
      finding.observed = "broken: it costs errors, which a preference must not";
      finding.note = errors.note;
      finding.evidence = errors.evidence;
    } else if (!errors.note.empty()) {
      finding.note += "; " + errors.note;
    }
    if (several_ && !field_.mixed) {
      finding.note +=
          "; no endpoint meets one percentile and fails another, so whether all count "
          "cannot be told";
    }
    return finding;
  }

 private:
  static GradedRule::Terms share_terms(const Case& ground, const CutoffFamily& family,
                                       const Field& field) {
    GradedRule::Terms terms;
    terms.expected =
        fmt::format("first attempts not at {}, which fail the cutoff", names_of(field.failing));
    terms.share = ground.share(kLiveShare);
    terms.alpha_broken = ground.alpha_broken / 2;
    terms.grade = [&ground, family, field](const Trial& trial) {
      return field.told_apart() ? grade_share(ground, family, field, trial) : Grade::kExcused;
    };
    return terms;
  }

  void judge_without_difference(double part, Finding& finding) const {
    finding.answer = Answer::kCannotTell;
    finding.evidence.clear();
    if (!ground_.asked.order.empty()) {
      finding.note = "`order` wins over cutoffs";
      return;
    }
    if (!field_.alike() || !comparable_) {
      finding.note =
          "no endpoint clearly passes while another clearly fails; a cutoff that lies "
          "between two endpoints would tell";
      return;
    }
    if (part > 0) judge_mix(part, finding);
  }

  void judge_mix(double part, Finding& finding) const {
    std::vector<MixRound> rounds;
    for (const auto& [number, round] : rounds_) rounds.push_back(round);
    const double alpha = ground_.alpha_broken / 2 * part;
    const int draws = static_cast<int>(std::ceil(2 / alpha));
    const MixResult mix = compare_mixes(rounds, {kSeed, draws, kFarAlpha * part});
    finding.expected = "the mix of the control: the cutoff is met by all endpoints, or by none";
    finding.n = mix.with;
    if (mix.p <= alpha) {
      finding.answer = Answer::kBroken;
    } else if (mix.distance_upper <= kFarthestMix) {
      finding.answer = Answer::kKept;
    }
    finding.observed = fmt::format("{}: {} first attempts against {} of the control",
                                   to_string(finding.answer), mix.with, mix.without);
    finding.note = fmt::format("p {:.2g} that both mixes are one; they differ by at most {:.0f} %",
                               mix.p, 100 * mix.distance_upper);
  }

  const Case& ground_;
  Field field_;
  bool comparable_;
  bool several_;
  GradedRule share_;
  PairedErrors errors_;
  std::map<std::uint64_t, MixRound> rounds_;
};

}  // namespace

std::unique_ptr<Rule> cutoff_rule(const Case& ground, const CutoffFamily& family) {
  return std::make_unique<CutoffRule>(ground, family);
}

}  // namespace orbench::verify::routing
