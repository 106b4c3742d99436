#pragma once

#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/units.h"
#include "mock/account/account_config.h"
#include "mock/account/spending.h"

namespace orbench::mock {

/// The money of the account: what it bought, what its keys spent, and what requests that are not
/// over hold against the balance.
/// Memory:  at most kMostKeys keys have sums of their own; further ones share one.
/// Threads: one thread per object.
class Account {
 public:
  static constexpr std::size_t kMostKeys = 10'000;

  explicit Account(core::Usd bought) : bought_(bought) {}

  [[nodiscard]] core::Usd bought() const { return bought_; }
  [[nodiscard]] core::Usd spent() const { return all_.in(Period::kNever, 0); }
  [[nodiscard]] core::Usd balance() const { return bought_ - spent(); }
  [[nodiscard]] const Spending& spending_of(std::string_view key) const;
  /// What the key may still spend in the period that goes on; nothing when it has no limit.
  [[nodiscard]] std::optional<core::Usd> left_of(const KeyTerms& key, std::int64_t now_unix) const;
  void bill(std::string_view key, core::Usd amount, std::int64_t now_unix);

  /// Holds an amount until then. Units: ServiceClock::now().
  void hold(core::Usd amount, core::Duration until);
  /// What is held now.
  [[nodiscard]] core::Usd held(core::Duration now);
  /// When so much of it, and no earlier, will have been let go; the end of all when it is less.
  [[nodiscard]] core::Duration let_go(core::Usd amount) const;

  void clear();

 private:
  struct Hold {
    core::Duration until{};
    core::Usd amount;
    friend bool operator>(const Hold& a, const Hold& b) { return a.until > b.until; }
  };

  core::Usd bought_;
  Spending all_;
  std::map<std::string, Spending, std::less<>> keys_;
  std::priority_queue<Hold, std::vector<Hold>, std::greater<>> holds_;  // the first to end on top
  core::Usd held_;
};

}  // namespace orbench::mock
