#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kLiveShare = 0.95;
constexpr int kFirstError = 300;

/// The models that any endpoint may serve, in the order asked for.
std::vector<std::string> able_models(const Case& ground) {
  std::vector<std::string> out;
  std::copy_if(ground.asked.models.begin(), ground.asked.models.end(), std::back_inserter(out),
               [&](const std::string& model) { return !eligible_of(ground, model).empty(); });
  return out;
}

class ModelsJudge {
 public:
  explicit ModelsJudge(const Case& ground)
      : ground_(ground),
        able_(able_models(ground)),
        by_filters_(ground, eligible(ground)),
        skips_(!able_.empty() && able_.front() != ground.asked.models.front()) {}

  /// The first model that may serve is tried first, and nothing outside the list is served.
  [[nodiscard]] Grade primary(const Trial& trial) const {
    if (trial.served && !trial.served->model.empty() && !named(trial.served->model)) {
      return Grade::kForbidden;
    }
    if (ground_.asked.pooled || !trial.first || able_.empty()) return Grade::kExcused;
    if (by_filters_(trial) != Grade::kGood) return Grade::kExcused;
    return named(trial.first->model) == able_.front() ? Grade::kGood : Grade::kBad;
  }

  /// When the first model fails, or nobody may serve it, the next one is tried.
  [[nodiscard]] Grade fallback(const Trial& trial) const {
    if (trial.fate == Fate::kUnknown) return Grade::kUnknown;
    if (able_.empty() || !ground_.asked.allow_fallbacks) return Grade::kExcused;
    if (trial.fate == Fate::kRefused) return skips_ ? Grade::kBad : Grade::kExcused;
    if (!trial.first) return Grade::kUnknown;
    if (by_filters_(trial) != Grade::kGood) return Grade::kExcused;
    if (skips_) return Grade::kGood;
    if (trial.attempts.front().status < kFirstError && trial.served) return Grade::kExcused;
    if (!trial.served) return tried_all(trial) ? Grade::kGood : Grade::kBad;
    const bool moved_on = named(trial.served->model) != named(trial.first->model);
    return moved_on ? Grade::kGood : Grade::kExcused;
  }

 private:
  [[nodiscard]] std::optional<std::string> named(const std::string& model) const {
    return ground_.market.resolve(model, ground_.asked.models);
  }
  [[nodiscard]] bool tried_all(const Trial& trial) const {
    return std::all_of(able_.begin(), able_.end(), [&](const std::string& model) {
      return std::any_of(trial.attempts.begin(), trial.attempts.end(),
                         [&](const auto& attempt) { return named(attempt.model) == model; });
    });
  }

  const Case& ground_;
  std::vector<std::string> able_;
  FirstAttempt by_filters_;
  bool skips_;
};

/// That the first model comes first proves nothing, as it would without the list: only a fallback
/// shows that the list is followed.
class ModelsRule final : public Rule {
 public:
  explicit ModelsRule(const Case& ground)
      : primary_(primary_terms(ground)), fallback_(fallback_terms(ground)) {}

  void observe(const Trial& trial, const Place& place) override {
    primary_.observe(trial, place);
    fallback_.observe(trial, place);
  }
  [[nodiscard]] Finding conclude(double part) const override {
    Finding primary = primary_.conclude(part);
    const bool speaks = primary.answer == Answer::kBroken || primary.contested;
    return speaks ? primary : fallback_.conclude(part);
  }

 private:
  static GradedRule::Terms primary_terms(const Case& ground) {
    GradedRule::Terms terms;
    terms.expected = "the first model that may serve is tried first, and no other is served";
    terms.share = ground.share(kLiveShare);
    terms.alpha_broken = ground.alpha_broken;
    terms.alone = 1;
    terms.grade = [judge = ModelsJudge(ground)](const Trial& trial) {
      return judge.primary(trial);
    };
    return terms;
  }
  static GradedRule::Terms fallback_terms(const Case& ground) {
    GradedRule::Terms terms;
    terms.expected = "the next model is tried when the one before cannot serve";
    terms.alone = 0;
    terms.grade = [judge = ModelsJudge(ground)](const Trial& trial) {
      return judge.fallback(trial);
    };
    terms.when_idle =
        "the first model always served; a first model that fails, or that a filter leaves nobody "
        "for, would tell";
    return terms;
  }

  GradedRule primary_;
  GradedRule fallback_;
};

}  // namespace

RuleKind models_rule() {
  RuleKind kind;
  kind.name = "models";
  kind.what = "rows 12, 23: models are tried in their order, and no other is served";
  kind.sent = [](const Asked& asked) { return asked.models.size() > 1; };
  kind.make = [](const Case& ground) -> std::unique_ptr<Rule> {
    return std::make_unique<ModelsRule>(ground);
  };
  return kind;
}

}  // namespace orbench::verify::routing
