#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/verify/routing/asked.h"
#include "harness/verify/routing/market.h"
#include "harness/verify/routing/share_test.h"
#include "harness/verify/routing/trial.h"
#include "results/discovery.h"

namespace orbench::verify::routing {

/// `exact` is for the mock, whose statistics stand still and whose draws are seeded: every
/// preference is kept by every request. `live` allows for what a real service may do besides.
enum class Profile : std::uint8_t { kLive, kExact };

/// One request and the market it was sent to: what a rule is judged in.
/// Lifetime: borrows market and probes.
struct Case {
  Asked asked;
  const Market& market;
  std::vector<const results::Probe*> probes;  ///< of this request's preferences
  Profile profile = Profile::kLive;
  double alpha_broken = 1e-4;  ///< error probability of each statistical test that may say broken

  [[nodiscard]] bool exact() const { return profile == Profile::kExact; }
  /// The share of good samples that is demanded, where `live` may fall short of all.
  [[nodiscard]] double share(double live) const { return exact() ? 1.0 : live; }
  /// Null when there was none.
  [[nodiscard]] const results::Probe* probe_of(std::string_view preference) const;
};

/// Which group a request belongs to.
enum class Arm : std::uint8_t { kPreference, kControl };

/// Where a request stands in its workload. What was asked for with and without the preference at
/// the same place can be compared: same round, same turn.
struct Place {
  Arm arm = Arm::kPreference;
  std::uint64_t round = 0;  ///< the deal of the cells that it, or its conversation, came from
  std::uint32_t turn = 0;   ///< of its conversation, from 1; 0 where there is none
};

/// What a rule found: an answer and its evidence.
struct Finding {
  Answer answer = Answer::kCannotTell;
  /// The preference that makes the promise together with the rule's own, where no sample could tell
  /// which of the two was forgotten; else empty.
  std::string together_with;
  std::string expected;
  std::string observed;
  std::string note;  ///< why it cannot be told, and what would tell; p or bound
  std::int64_t n = 0;
  std::vector<std::string> evidence;  ///< up to five sample ids
  /// One source alone speaks of a request as it must never be: no answer stands against that.
  bool contested = false;
};

/// Folds the requests of one case. Threads: one thread per object.
class Rule {
 public:
  virtual ~Rule() = default;
  virtual void observe(const Trial& trial, const Place& place) = 0;
  /// `part`, 0 to 1, of every error probability may be spent: all of it, unless the requests are
  /// looked at several times (looks.h). With 0 only a confirmed violation is said, where none is
  /// allowed.
  [[nodiscard]] virtual Finding conclude(double part) const = 0;
};

/// One preference, or one habit of the router. Adding one: rules/x.cc and its line in rules.def.
struct RuleKind {
  std::string name;  ///< the field of `provider`, or what stands for it
  std::string what;  ///< one line for `orbench list`, with the rows of the decision table
  /// The request speaks of it, so `auto` checks it. Null: by name only.
  bool (*sent)(const Asked& asked) = nullptr;
  /// It can be judged for this request; null: wherever it was sent.
  bool (*applies)(const Asked& asked) = nullptr;
  /// For a hard filter: whether it lets this endpoint serve; empty when nobody can say.
  /// Null: it orders endpoints and removes none.
  std::optional<bool> (*allows)(const Case& ground, const Listing& listing) = nullptr;
  std::unique_ptr<Rule> (*make)(const Case& ground) = nullptr;
};
[[nodiscard]] const std::vector<RuleKind>& rule_kinds();
/// Null when unknown.
[[nodiscard]] const RuleKind* find_rule(std::string_view name);

/// Rules of this request that may be called broken by chance although the router obeys: the K of
/// the error probability.
[[nodiscard]] int count_statistical_tests(const Asked& asked, Profile profile);

}  // namespace orbench::verify::routing
