#include "mock/limits/limit_book.h"

#include <algorithm>

#include "mock/server/message.h"

namespace orbench::mock {
namespace {

bool concerns(const LimitRule& rule, LimitOwner owner, const LimitSubject& subject) {
  if (rule.owner != owner || !rule.covers(subject.model)) return false;
  return rule.provider.empty() || equal_ignoring_case(rule.provider, subject.provider) ||
         equal_ignoring_case(rule.provider, subject.tag) ||
         equal_ignoring_case(rule.provider, subject.provider_name);
}

double weight_of(const LimitRule& rule, const LimitSubject& subject) {
  return rule.meter == Meter::kTokens ? subject.tokens : 1.0;
}

/// No part can hold a line break, so no two subjects get one name.
std::string name_of(const LimitRule& rule, const LimitSubject& subject) {
  std::string name;
  if (rule.per_key) name.append(subject.key);
  name += '\n';
  if (rule.per_model) name.append(subject.model);
  name += '\n';
  if (rule.owner == LimitOwner::kUpstream) name.append(subject.provider);
  return name;
}

}  // namespace

Limiter& LimitBook::count_of(std::size_t rule, const LimitSubject& subject) {
  auto& counts = counts_[rule];
  std::string name = name_of(rules_[rule], subject);
  const auto found = counts.find(name);
  if (found != counts.end()) return found->second;
  return counts[counts.size() < kMostSubjects ? std::move(name) : std::string()];
}

std::optional<LimitRefusal> LimitBook::ask(LimitOwner owner, const LimitSubject& subject,
                                           core::Duration now) {
  std::optional<LimitRefusal> refusal;
  for (std::size_t i = 0; i < rules_.size() && !refusal; ++i) {
    if (!concerns(rules_[i], owner, subject)) continue;
    const Room room = count_of(i, subject).room(rules_[i], now, weight_of(rules_[i], subject));
    if (room.passes) continue;
    refusal = LimitRefusal{&rules_[i], room.left, room.opens_at};
    ++refused_[i];
  }
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if ((refusal && !rules_[i].counts_refused) || !concerns(rules_[i], owner, subject)) continue;
    count_of(i, subject).take(rules_[i], now, weight_of(rules_[i], subject));
  }
  return refusal;
}

double LimitBook::left(const LimitRule& rule, const LimitSubject& subject, core::Duration now) {
  const auto at = static_cast<std::size_t>(&rule - rules_.data());
  return count_of(at, subject).room(rule, now, 0.0).left;
}

void LimitBook::clear() {
  for (auto& counts : counts_) counts.clear();
  std::fill(refused_.begin(), refused_.end(), 0);
}

}  // namespace orbench::mock
