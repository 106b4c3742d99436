#pragma once

#include <array>
#include <cstdint>

#include "harness/core/units.h"

namespace orbench::mock {

/// After which time a sum begins again. All begin at midnight, UTC: weeks on Monday, months on
/// their first day.
enum class Period : std::uint8_t { kNever, kDaily, kWeekly, kMonthly };

/// What was spent: in all, and in the day, week and month that is going on.
/// Units: seconds since 1970; they never go back.
class Spending {
 public:
  void add(core::Usd amount, std::int64_t now_unix);
  /// In the period that `now_unix` lies in; with kNever in all.
  [[nodiscard]] core::Usd in(Period period, std::int64_t now_unix) const;

 private:
  struct Sum {
    std::int64_t number = 0;  // of the period it is about
    core::Usd amount;
  };
  std::array<Sum, 4> sums_;  // by Period
};

}  // namespace orbench::mock
