#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/units.h"

namespace orbench::results {

/// What a cell sent as provider.max_price because the run enforced the prices it counted with.
struct SentPriceCap {
  std::int64_t cell = 0;
  core::JsonValue max_price;
};

/// How the money went that no reply told of; what replies told is in the counters.
struct BudgetReport {
  core::Usd max_cost;
  std::int64_t looked_up = 0;  ///< requests whose cost `/generation` told afterwards
  core::Usd looked_up_cost;
  std::int64_t untold = 0;  ///< requests whose cost nobody told
  core::Usd untold_worst;   ///< the most that those can have cost
  std::vector<SentPriceCap> price_caps;
};

}  // namespace orbench::results
