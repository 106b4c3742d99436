#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/verify/routing/best.h"
#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

/// Which model comes first can be told only while the endpoints of each model are sorted.
class PartitionRule final : public GradedRule {
 public:
  PartitionRule(Terms terms, FirstAttempt by_sort)
      : GradedRule(std::move(terms)), by_sort_(std::move(by_sort)) {}

  void observe(const Trial& trial, const Place& place) override {
    if (place.arm == Arm::kPreference && by_sort_(trial) == Grade::kBad) unsorted_ += 1;
    GradedRule::observe(trial, place);
  }

  [[nodiscard]] Finding conclude(double part) const override {
    Finding finding = GradedRule::conclude(part);
    if (finding.answer == Answer::kBroken && unsorted_ > 0) {
      finding.answer = Answer::kCannotTell;
      finding.note = fmt::format("`sort` itself was not followed in {} samples", unsorted_);
    }
    return finding;
  }

 private:
  FirstAttempt by_sort_;
  std::int64_t unsorted_ = 0;
};

/// The router looked at one model alone: the fault of `models`.
bool saw_one_model(const Trial& trial) {
  const auto& seen = trial.sample->routing.or_default().models;
  return seen.size() == 1;
}

std::unique_ptr<Rule> make(const Case& ground) {
  const SortKey key = ground.asked.sort;
  const Listings first = best(ground, key, eligible(ground));
  Listings sorted;
  for (const std::string& model : ground.asked.models) {
    const Listings some = best(ground, key, eligible_of(ground, model));
    sorted.insert(sorted.end(), some.begin(), some.end());
  }
  FirstAttempt by_sort(ground, sorted);
  GradedRule::Terms terms;
  terms.expected =
      fmt::format("first attempts at {} ({} over all models)", names_of(first), to_string(key));
  terms.share = sort_share(ground, key);
  terms.alpha_broken = ground.alpha_broken;
  terms.grade = [by_sort, judge = FirstAttempt(ground, first)](const Trial& trial) {
    if (saw_one_model(trial) || by_sort(trial) != Grade::kGood) return Grade::kExcused;
    return judge(trial);
  };
  // The control has one model alone: where the best is of another, it never gets there.
  const Listings of_first_model = eligible_of(ground, ground.asked.models.front());
  const bool of_another = std::none_of(first.begin(), first.end(), [&](const Listing* one) {
    return std::find(of_first_model.begin(), of_first_model.end(), one) != of_first_model.end();
  });
  terms.alone = of_another ? 0.0 : 1.0;
  terms.when_idle = "no first attempt went to the best of a model";
  return std::make_unique<PartitionRule>(std::move(terms), by_sort);
}

}  // namespace

RuleKind partition_rule() {
  RuleKind kind;
  kind.name = "partition";
  kind.what = "row 11: with partition none the best over all models comes first";
  kind.sent = [](const Asked& asked) {
    return asked.pooled && asked.models.size() > 1 && asked.order.empty() &&
           asked.sort != SortKey::kNone && asked.sort != SortKey::kExacto;
  };
  kind.make = &make;
  return kind;
}

}  // namespace orbench::verify::routing
