#include "harness/verify/routing/graded_rule.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orbench::verify::routing {
namespace {

constexpr std::size_t kMostNames = 4;
constexpr std::size_t kMostCounts = 5;

double percent(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
}

bool contains(const Listings& listings, const Listing* one) {
  return std::find(listings.begin(), listings.end(), one) != listings.end();
}

Listings both(const Listings& a, const Listings& b) {
  Listings out;
  std::copy_if(a.begin(), a.end(), std::back_inserter(out),
               [&](const Listing* one) { return contains(b, one); });
  return out;
}

std::string share_text(const ShareAnswer& answer) {
  std::string text = fmt::format("{} of {} good", answer.seen.good, answer.seen.n);
  if (answer.control.n > 0) {
    text += fmt::format("; without the preference {} of {}", answer.control.good, answer.control.n);
  }
  return text;
}

std::string strength_text(const ShareAnswer& answer, double share) {
  switch (answer.answer) {
    case Answer::kKept:
      return fmt::format(
          "left alone it would be good in at most {:.0f} %; p {:.2g} that half was "
          "ignored",
          100 * answer.alone_upper, answer.p);
    case Answer::kBroken:
      if (share >= 1) return "all must be good";
      return fmt::format("at least {:.0f} % must be good; p {:.2g}", 100 * share, answer.p);
    case Answer::kCannotTell:
      return answer.reason;
  }
  return "";
}

/// Whether every endpoint behind an attempt is forbidden by the filter.
Grade grade_attempt(const Case& ground, const RuleKind& kind, const Listings& behind) {
  if (behind.empty()) return Grade::kUnknown;
  bool unknown = false;
  for (const Listing* listing : behind) {
    const std::optional<bool> allowed = kind.allows(ground, *listing);
    if (allowed == true && listing->steady) return Grade::kGood;
    unknown = unknown || !allowed || !listing->steady;
  }
  return unknown ? Grade::kUnknown : Grade::kBad;
}

void count(bool good, Share& share) {
  share.n += 1;
  share.good += good ? 1 : 0;
}

Grade worse(Grade a, Grade b) {
  if (a == Grade::kBad || b == Grade::kBad) return Grade::kBad;
  return a == Grade::kUnknown || b == Grade::kUnknown ? Grade::kUnknown : Grade::kGood;
}

Grade grade_filter(const Case& ground, const RuleKind& kind, bool nobody, const Trial& trial) {
  if (trial.fate == Fate::kUnknown) return Grade::kUnknown;
  if (trial.fate == Fate::kRefused) return nobody ? Grade::kGood : Grade::kUnknown;
  Grade grade = Grade::kGood;
  if (trial.served) grade = grade_attempt(ground, kind, served_candidates(ground, trial));
  const std::size_t before = trial.attempts.size() - (trial.served && !trial.attempts.empty());
  for (std::size_t i = 0; i < before; ++i) {
    grade = worse(grade, grade_attempt(ground, kind, candidates(ground, trial.attempts[i], "")));
  }
  if (!trial.served && before == 0) return Grade::kUnknown;
  // Somebody served where nobody may, but this filter would have let them: another one's fault.
  if (nobody && grade == Grade::kGood) return Grade::kExcused;
  return grade;
}

}  // namespace

std::string names_of(const Listings& listings) {
  std::vector<std::string> names;
  for (const Listing* listing : listings) {
    if (names.size() == kMostNames) {
      names.push_back(fmt::format("{} more", listings.size() - kMostNames));
      break;
    }
    names.push_back(listing->row().tag);
  }
  return names.empty() ? "nobody" : fmt::format("{}", fmt::join(names, ", "));
}

std::string counts_text(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> parts;
  for (const auto& [name, count] : sorted) {
    if (parts.size() == kMostCounts) break;
    parts.push_back(fmt::format("{} {}", name, count));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

void GradedRule::observe(const Trial& trial, const Place& place) {
  const Grade grade = terms_.grade(trial);
  if (trial.first || trial.served) {
    Served& arm = place.arm == Arm::kControl ? without_ : with_;
    arm.n += 1;
    arm.by_provider[trial.first ? trial.first->provider : trial.served->provider] += 1;
  }
  if (place.arm == Arm::kPreference) {
    take(grade, trial);
  } else if (grade != Grade::kUnknown && grade != Grade::kExcused) {
    count(grade == Grade::kGood, data_.control);
  }
}

void GradedRule::take(Grade grade, const Trial& trial) {
  switch (grade) {
    case Grade::kGood:
      count(true, data_.seen);
      break;
    case Grade::kForbidden:
      forbidden_ = true;
      [[fallthrough]];
    case Grade::kBad:
      // One is enough; until then nothing bad was seen that needs a second word.
      confirm(trial);
      count(false, data_.seen);
      break;
    case Grade::kUnknown:
      data_.unknown += 1;
      break;
    case Grade::kExcused:
      break;
  }
}

void GradedRule::confirm(const Trial& trial) {
  // A refusal and an error are the router's own words: nobody else could tell of them.
  const bool sure = terms_.contradiction || trial.confirmed || !trial.served;
  data_.confirmed = bad_.ids().empty() ? sure : data_.confirmed || sure;
  bad_.add(sure ? 1 : 0, *trial.sample);
}

std::string GradedRule::remedy() const {
  if (without_.by_provider.empty()) return "";
  const auto by_count = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto& counts = without_.by_provider;
  const auto liked = std::max_element(counts.begin(), counts.end(), by_count);
  const auto unliked = std::min_element(counts.begin(), counts.end(), by_count);
  std::string text =
      fmt::format("a request that would tell: `ignore` {}, which it likes best ({:.0f} %)",
                  liked->first, percent(liked->second, without_.n));
  if (unliked != liked) {
    text += fmt::format(", or `order` {} first, which it likes least ({:.0f} %)", unliked->first,
                        percent(unliked->second, without_.n));
  }
  return text;
}

Finding GradedRule::conclude(double part) const {
  ShareTerms terms;
  terms.share = forbidden_ ? 1 : terms_.share;
  terms.alpha_broken = terms_.alpha_broken * part;
  terms.alpha_kept *= part;
  terms.alone = terms_.alone;
  terms.effect_only = terms_.effect_only && !forbidden_;
  const ShareAnswer answer = judge_share(data_, terms);
  Finding finding;
  finding.answer = answer.answer;
  finding.together_with = terms_.together_with;
  finding.expected = terms_.expected;
  finding.n = data_.seen.n;
  finding.contested = answer.contested;
  finding.observed = fmt::format("{}: {}", to_string(answer.answer), share_text(answer));
  if (with_.n > 0) finding.observed += fmt::format(" ({})", counts_text(with_.by_provider));
  finding.note = strength_text(answer, terms.share);
  if (finding.n == 0 && !terms_.when_idle.empty()) finding.note = terms_.when_idle;
  if (data_.unknown > 0) finding.note += fmt::format("; {} samples unknown", data_.unknown);
  if (!answer.discriminating) {
    if (const std::string text = remedy(); !text.empty()) finding.note += "; " + text;
  }
  if (answer.seen.good < answer.seen.n) finding.evidence = bad_.ids();
  return finding;
}

FirstAttempt::FirstAttempt(const Case& ground, Listings able, Listings wanted)
    : ground_(ground), able_(std::move(able)), wanted_(std::move(wanted)) {
  // A clear miss of the cutoffs while others clearly pass is the cutoffs' matter.
  if (ground.asked.has_cutoffs() && !preferred(ground, able_).empty()) {
    std::erase_if(able_, [&](const Listing* one) {
      return cutoff_standing(ground, *one) == Standing::kFails;
    });
  }
}

Grade FirstAttempt::operator()(const Trial& trial) const {
  if (trial.fate == Fate::kRefused) return Grade::kExcused;
  if (!trial.first) return Grade::kUnknown;
  const Listings behind = first_candidates(ground_, trial);
  if (behind.empty()) return Grade::kUnknown;
  const Listings left = both(behind, able_);
  if (left.empty()) return Grade::kExcused;
  const auto hits = static_cast<std::size_t>(std::count_if(
      left.begin(), left.end(), [&](const Listing* one) { return contains(wanted_, one); }));
  const bool steady =
      std::all_of(left.begin(), left.end(), [](const Listing* one) { return one->steady; });
  if (!steady || (hits > 0 && hits < left.size())) return Grade::kUnknown;
  return hits > 0 ? Grade::kGood : Grade::kBad;
}

GradedRule::Terms filter_terms(const Case& ground, std::string_view name, std::string expected) {
  const RuleKind& kind = *find_rule(name);
  const bool nobody = leaves_nobody(ground);
  GradedRule::Terms terms;
  terms.expected = nobody ? "refused: " + expected + ", and no endpoint is left"
                          : "every attempt at an endpoint that is " + expected;
  terms.alpha_broken = ground.alpha_broken;
  if (nobody) terms.alone = 0;
  terms.grade = [&ground, &kind, nobody](const Trial& trial) {
    return grade_filter(ground, kind, nobody, trial);
  };
  return terms;
}

std::unique_ptr<Rule> filter_rule(const Case& ground, std::string_view name, std::string expected) {
  return std::make_unique<GradedRule>(filter_terms(ground, name, std::move(expected)));
}

}  // namespace orbench::verify::routing
