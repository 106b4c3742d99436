#include "harness/metrics/quantity.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace orbench::metrics {
namespace {

using core::ErrorCode;

constexpr std::size_t kShownBytes = 60;

struct UnitName {
  std::string_view name;
  Quantity quantity;
  double factor;  // from this unit to the one that values are held in
};

constexpr std::array<UnitName, 9> kUnitNames = {{
    {"us", Quantity::kTime, 1e-3},
    {"ms", Quantity::kTime, 1.0},
    {"s", Quantity::kTime, 1e3},
    {"tps", Quantity::kTokenRate, 1.0},
    {"rps", Quantity::kRequestRate, 1.0},
    {"$", Quantity::kMoney, 1.0},
    {"%", Quantity::kShare, 0.01},
    {"%", Quantity::kRatio, 0.01},
    {"/s", Quantity::kItemRate, 1.0},
}};

std::string_view expected_for(Quantity quantity) {
  switch (quantity) {
    case Quantity::kTime:
      return "a time such as 800ms (us, ms or s)";
    case Quantity::kTokenRate:
      return "tokens per second such as 50tps";
    case Quantity::kRequestRate:
      return "requests per second such as 20rps";
    case Quantity::kMoney:
      return "an amount such as $0.50";
    case Quantity::kCount:
      return "a number without a unit, such as 100";
    case Quantity::kShare:
      return "a share such as 1% or 0.01";
    case Quantity::kRatio:
      return "a ratio such as 1.5";
    case Quantity::kItemRate:
      return "a rate such as 20/s";
  }
  return "a number";
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Quantity quantity_of(Unit unit) {
  constexpr std::array<Quantity, 6> kByUnit = {Quantity::kTime,  Quantity::kTokenRate,
                                               Quantity::kMoney, Quantity::kCount,
                                               Quantity::kRatio, Quantity::kItemRate};
  return kByUnit[static_cast<std::size_t>(unit)];
}

core::Result<double> parse_quantity(std::string_view text, Quantity quantity) {
  const auto refuse = [&](std::string_view why) {
    return core::fail(
        ErrorCode::kInvalidArgument,
        fmt::format("found {}{}, expected {}", quoted(text), why, expected_for(quantity)));
  };
  std::string_view rest = trimmed(text);
  const bool dollar_first = rest.starts_with('$');
  if (dollar_first) rest.remove_prefix(1);
  // from_chars would also take "inf" and "nan".
  const bool number = !rest.empty() && (rest[0] == '.' || (rest[0] >= '0' && rest[0] <= '9'));
  if (!number) return refuse(rest.starts_with('-') ? ", which is negative" : "");
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) return refuse("");
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  const std::string_view unit = trimmed(rest);
  if (dollar_first && !unit.empty()) return refuse("");
  const std::string_view given = dollar_first ? "$" : unit;
  bool known = given.empty();
  for (const UnitName& candidate : kUnitNames) {
    if (candidate.name != given || candidate.quantity != quantity) continue;
    value *= candidate.factor;
    known = true;
  }
  if (!known || !std::isfinite(value)) return refuse("");
  if (quantity == Quantity::kShare && value > 1.0) return refuse(", which is more than all");
  return value;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, kShownBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  return out + (text.size() > kShownBytes ? "...\"" : "\"");
}

}  // namespace orbench::metrics
