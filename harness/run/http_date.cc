#include "harness/run/http_date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <system_error>

namespace orbench::run {
namespace {

constexpr std::string_view kShape = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Digits only; empty when there is anything else.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  for (const char c : text.substr(at, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<unsigned> month_at(std::string_view text, std::size_t at) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (text.substr(at, 3) == kMonths.at(i)) return static_cast<unsigned>(i + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> parse_http_date(std::string_view text) {
  if (text.size() != kShape.size() || text.substr(25) != kShape.substr(25)) return std::nullopt;
  for (const std::size_t at : {3U, 4U, 7U, 11U, 16U, 19U, 22U}) {
    if (text[at] != kShape[at]) return std::nullopt;
  }
  const auto day = number_at(text, 5, 2);
  const auto month = month_at(text, 8);
  const auto year = number_at(text, 12, 4);
  const auto hour = number_at(text, 17, 2);
  const auto minute = number_at(text, 20, 2);
  const auto second = number_at(text, 23, 2);
  if (!day || !month || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::seconds since = std::chrono::sys_days{date}.time_since_epoch() +
                                     std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                                     std::chrono::seconds{*second};
  return static_cast<double>(since.count());
}

}  // namespace orbench::run
