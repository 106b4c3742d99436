#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/units.h"
#include "mock/account/spending.h"

namespace orbench::mock {

/// What a key may do.
struct KeyTerms {
  std::string id;     ///< stands for it in counts: no secret
  std::string label;  ///< as `GET /key` shows it
  std::optional<core::Usd> limit;
  Period limit_reset = Period::kNever;
  bool disabled = false;
  std::string expires_at;  ///< `2026-01-31T12:00:00Z`; empty: never
};

struct ConfiguredKey {
  std::string secret;
  KeyTerms terms;
};

/// The account that all keys belong to, as configured.
struct AccountConfig {
  core::Usd credits = core::Usd::from_dollars(1e6);  ///< bought, ever
  bool any_key = true;             ///< keys that nobody knows are taken, each with its own counts
  bool free_model_limits = false;  ///< 20 requests a minute, 50 or 1000 a day
  bool in_flight_budget = false;   ///< requests hold what they may cost until they are over
  core::Duration hold_after{};     ///< and so long after that
  std::vector<ConfiguredKey> keys;
};

/// Reads `account` of the configuration; mistakes go to the reader's diagnostics.
/// Source: the format is described in mock/catalog/README.md.
[[nodiscard]] AccountConfig read_account(core::Params& params);

/// The period of this name (`daily`, `weekly`, `monthly`); kNever for anything else.
[[nodiscard]] Period period_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Period period);

}  // namespace orbench::mock
