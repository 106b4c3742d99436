#include "mock/account/spending.h"

#include <chrono>

namespace orbench::mock {
namespace {

constexpr std::array<Period, 4> kPeriods = {Period::kNever, Period::kDaily, Period::kWeekly,
                                            Period::kMonthly};

/// Counts the periods since 1970, which began on a Thursday.
std::int64_t number_of(Period period, std::int64_t now_unix) {
  constexpr std::int64_t kSecondsADay = 86'400;
  constexpr std::int64_t kDaysSinceMonday = 3;
  const std::int64_t day = now_unix / kSecondsADay;
  if (period == Period::kNever) return 0;
  if (period == Period::kDaily) return day;
  if (period == Period::kWeekly) return (day + kDaysSinceMonday) / 7;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  constexpr std::int64_t kMonthsAYear = 12;
  return static_cast<int>(date.year()) * kMonthsAYear + static_cast<unsigned>(date.month());
}

}  // namespace

void Spending::add(core::Usd amount, std::int64_t now_unix) {
  for (const Period period : kPeriods) {
    Sum& sum = sums_[static_cast<std::size_t>(period)];
    const std::int64_t number = number_of(period, now_unix);
    if (sum.number != number) sum = {number, {}};
    sum.amount += amount;
  }
}

core::Usd Spending::in(Period period, std::int64_t now_unix) const {
  const Sum& sum = sums_[static_cast<std::size_t>(period)];
  return sum.number == number_of(period, now_unix) ? sum.amount : core::Usd{};
}

}  // namespace orbench::mock
