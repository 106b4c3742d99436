#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/verify/evidence.h"
#include "harness/verify/routing/eligibility.h"
#include "harness/verify/routing/rule.h"

namespace orbench::verify::routing {

/// What one request says about one preference.
enum class Grade : std::uint8_t {
  kGood,       ///< as the preference demands
  kBad,        ///< otherwise
  kForbidden,  ///< bad, and no share of such is allowed
  kUnknown,    ///< it cannot be seen
  kExcused,    ///< not its matter: another preference was broken, or nothing could be tried
};
using Grader = std::function<Grade(const Trial&)>;

/// Grades every request of both arms and judges the shares: the form of most rules.
class GradedRule : public Rule {
 public:
  struct Terms {
    Grader grade;
    std::string expected;  ///< for people: `first attempts at Cheap`
    double share = 1;      ///< demanded, of good samples
    double alpha_broken = 1e-4;
    std::optional<double> alone;  ///< good share without the preference, where it follows by itself
    /// Broken only when the preference shows no effect at all (the effect wanted is `share`).
    bool effect_only = false;
    /// A bad sample is a contradiction in what was said, and needs no second source.
    bool contradiction = false;
    std::string when_idle;      ///< what to say when no request gave a grade
    std::string together_with;  ///< as in Finding
  };
  explicit GradedRule(Terms terms) : terms_(std::move(terms)) {}

  void observe(const Trial& trial, const Place& place) override;
  [[nodiscard]] Finding conclude(double part) const override;

 protected:
  [[nodiscard]] const ShareData& data() const { return data_; }

 private:
  struct Served {
    std::map<std::string, std::int64_t> by_provider;
    std::int64_t n = 0;
  };
  void take(Grade grade, const Trial& trial);
  void confirm(const Trial& trial);
  [[nodiscard]] std::string remedy() const;

  Terms terms_;
  ShareData data_;
  bool forbidden_ = false;
  Served with_;
  Served without_;
  Evidence bad_;
};

/// Grades first attempts: good when they went to one of `wanted`.
/// Excused: it went where another preference forbids, or past a cutoff that others pass; the fault
/// is not this rule's. Unknown: the endpoint cannot be told, or changed during the run.
/// Lifetime: borrows the case.
class FirstAttempt {
 public:
  FirstAttempt(const Case& ground, Listings wanted)
      : FirstAttempt(ground, eligible(ground), std::move(wanted)) {}
  /// `able`: who may serve, as far as other preferences go.
  FirstAttempt(const Case& ground, Listings able, Listings wanted);
  [[nodiscard]] Grade operator()(const Trial& trial) const;

 private:
  const Case& ground_;
  Listings able_;
  Listings wanted_;
};

/// The terms of a hard filter's rule: every attempt went to an endpoint that it allows; where
/// nobody is left, the request was refused.
[[nodiscard]] GradedRule::Terms filter_terms(const Case& ground, std::string_view name,
                                             std::string expected);
[[nodiscard]] std::unique_ptr<Rule> filter_rule(const Case& ground, std::string_view name,
                                                std::string expected);

/// `Northwind (northwind/eu), Cobalt`: at most four, for people.
[[nodiscard]] std::string names_of(const Listings& listings);
/// `Cheap 120, Quick 80`: most frequent first, at most five.
[[nodiscard]] std::string counts_text(const std::map<std::string, std::int64_t>& counts);

}  // namespace orbench::verify::routing
