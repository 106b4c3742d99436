#include "mock/account/account_config.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::mock {
namespace {

constexpr double kMostCreditsUsd = 9e6;

bool is_instant(const std::string& text) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00";
  if (text.size() < kPattern.size()) return false;
  return std::equal(kPattern.begin(), kPattern.end(), text.begin(), [](char wanted, char found) {
    return wanted == '0' ? found >= '0' && found <= '9' : found == wanted;
  });
}

ConfiguredKey read_key(core::Params& params, std::size_t number) {
  ConfiguredKey key;
  key.secret = params.required_text("key");
  key.terms.id = fmt::format("configured-{}", number);
  key.terms.label = params.text("label", key.terms.id);
  if (const auto limit = params.optional_number("limit_usd", {0.0, kMostCreditsUsd, false})) {
    key.terms.limit = core::Usd::from_dollars(*limit);
  }
  key.terms.limit_reset =
      period_named(params.choice("limit_reset", "never", {"never", "daily", "weekly", "monthly"}));
  key.terms.disabled = params.flag("disabled", false);
  key.terms.expires_at = params.text("expires_at", {});
  if (!key.terms.expires_at.empty() && !is_instant(key.terms.expires_at)) {
    params.error("expires_at", "must be an instant in UTC, such as \"2026-01-31T12:00:00Z\"");
  }
  return key;
}

}  // namespace

AccountConfig read_account(core::Params& params) {
  AccountConfig account;
  params.object("account", [&](core::Params& given) {
    account.credits = core::Usd::from_dollars(
        given.number("credits_usd", account.credits.dollars(), {0.0, kMostCreditsUsd, false}));
    account.any_key = given.flag("any_key", account.any_key);
    account.free_model_limits = given.flag("free_model_limits", account.free_model_limits);
    account.in_flight_budget = given.flag("in_flight_budget", account.in_flight_budget);
    account.hold_after = given.duration("hold_after_ms", account.hold_after);
    given.array("keys", [&](const core::Json& element, const std::string& pointer) {
      core::Params row(element, pointer, given.source(), given.diagnostics());
      ConfiguredKey key = read_key(row, account.keys.size() + 1);
      const bool taken =
          std::any_of(account.keys.begin(), account.keys.end(),
                      [&](const ConfiguredKey& other) { return other.secret == key.secret; });
      if (taken) row.error("key", "is listed twice; each must be unique");
      account.keys.push_back(std::move(key));
      row.finish();
    });
  });
  return account;
}

Period period_named(std::string_view name) {
  if (name == "daily") return Period::kDaily;
  if (name == "weekly") return Period::kWeekly;
  return name == "monthly" ? Period::kMonthly : Period::kNever;
}

std::string_view name_of(Period period) {
  switch (period) {
    case Period::kDaily:
      return "daily";
    case Period::kWeekly:
      return "weekly";
    case Period::kMonthly:
      return "monthly";
    case Period::kNever:
      break;
  }
  return {};
}

}  // namespace orbench::mock
