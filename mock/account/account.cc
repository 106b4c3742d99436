#include "mock/account/account.h"

#include <algorithm>

namespace orbench::mock {

const Spending& Account::spending_of(std::string_view key) const {
  static const Spending nothing;
  const auto found = keys_.find(key);
  return found == keys_.end() ? nothing : found->second;
}

std::optional<core::Usd> Account::left_of(const KeyTerms& key, std::int64_t now_unix) const {
  if (!key.limit) return std::nullopt;
  return *key.limit - spending_of(key.id).in(key.limit_reset, now_unix);
}

void Account::bill(std::string_view key, core::Usd amount, std::int64_t now_unix) {
  all_.add(amount, now_unix);
  auto found = keys_.find(key);
  if (found == keys_.end()) {
    const bool has_room = keys_.size() < kMostKeys;
    found = keys_.try_emplace(has_room ? std::string(key) : std::string()).first;
  }
  found->second.add(amount, now_unix);
}

void Account::hold(core::Usd amount, core::Duration until) {
  if (amount <= core::Usd{}) return;
  holds_.push({until, amount});
  held_ += amount;
}

core::Usd Account::held(core::Duration now) {
  while (!holds_.empty() && holds_.top().until <= now) {
    held_ = held_ - holds_.top().amount;
    holds_.pop();
  }
  return held_;
}

core::Duration Account::let_go(core::Usd amount) const {
  auto left = holds_;
  core::Duration at{};
  for (core::Usd gone; !left.empty() && gone < amount; left.pop()) {
    gone += left.top().amount;
    at = left.top().until;
  }
  return at;
}

void Account::clear() {
  all_ = {};
  keys_.clear();
  holds_ = {};
  held_ = {};
}

}  // namespace orbench::mock
