#pragma once

#include <string>

#include "harness/core/clock.h"
#include "harness/core/result.h"
#include "harness/run/plan.h"
#include "harness/run/preflight.h"
#include "harness/run/request_writer.h"

namespace orbench::run {

/// True when a budget must be kept and nobody said what one request can cost.
[[nodiscard]] bool needs_prices(const RunPlan& plan);

/// Asks the target for the endpoints of every model that may serve (GET /models/{author}/{slug}/
/// endpoints, free of charge) and bounds the cost of each cell that needs it. Where the scenario
/// says limits.enforce_price_cap, the prices found go into the requests as provider.max_price.
/// Errors: kInvalidArgument for a price that is not known, with the place of the model in the
///         scenario and the way out; kNetwork when the target does not answer; kCancelled when
///         check.give_up said so.
[[nodiscard]] core::Result<void> look_up_prices(RunPlan& plan, const RunTarget& target,
                                                const TargetCheck& check, const core::Clock& clock);

/// `acme/swift-8b:nitro` to `/models/acme/swift-8b/endpoints`: a suffix that only sorts providers
/// is none of the model's.
[[nodiscard]] std::string endpoints_path(const std::string& model);

/// What a cell's first request can cost at most and is likely to cost.
struct CostEstimate {
  core::Usd worst;
  core::Usd likely;
};
[[nodiscard]] CostEstimate estimate_cost(const RunPlan& plan, std::uint32_t cell);

}  // namespace orbench::run
