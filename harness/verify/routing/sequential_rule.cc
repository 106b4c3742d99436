#include "harness/verify/routing/sequential_rule.h"

#include <utility>

#include <fmt/format.h>

namespace orbench::verify::routing {
namespace {

const results::LookPlan& usual_plan() {
  static const results::LookPlan plan = {25, 50, 100, 200};
  return plan;
}

/// A fact, which no error probability is spent on.
bool is_violation(const Finding& finding) {
  return finding.answer == Answer::kBroken || finding.contested;
}

}  // namespace

SequentialRule::SequentialRule(std::unique_ptr<Rule> rule, const results::LookPlan& plan)
    : rule_(std::move(rule)), looks_(results::looks_of(plan.empty() ? usual_plan() : plan)) {}

void SequentialRule::observe(const Trial& trial, const Place& place) {
  rule_->observe(trial, place);
  if (place.arm == Arm::kControl || finding_ || ++seen_ < looks_[taken_].at) return;
  const double part = looks_[taken_++].part;
  left_ -= part;
  Finding finding = rule_->conclude(part);
  const bool last = taken_ == looks_.size();
  if (finding.answer != Answer::kCannotTell || last) finding_ = std::move(finding);
}

Finding SequentialRule::conclude(double part) const {
  Finding facts = rule_->conclude(0);
  if (is_violation(facts)) return facts;
  // It did not end here for what was found, so the end may spend what no look has.
  return with_note(finding_ ? *finding_ : rule_->conclude(left_ * part));
}

Finding SequentialRule::with_note(Finding finding) const {
  if (!finding_) return finding;
  if (!finding.note.empty()) finding.note += "; ";
  finding.note +=
      finding.answer == Answer::kCannotTell
          ? fmt::format("no look at up to {} requests told; `stop` may name more", looks_.back().at)
          : fmt::format("told by the first {} requests", seen_);
  return finding;
}

bool SequentialRule::decided() const {
  return finding_.has_value() || rule_->conclude(0).answer == Answer::kBroken;
}

}  // namespace orbench::verify::routing
