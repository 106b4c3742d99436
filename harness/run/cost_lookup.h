#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/core/clock.h"
#include "harness/core/units.h"
#include "harness/run/api_client.h"

namespace orbench::run {

/// Asks `GET /generation` what one request cost.
/// Threads: of() on one thread, which need not be the maker's.
/// Lifetime: borrows the target and the clock.
class CostLookup {
 public:
  /// `manner.patience` is for each answer; `manner.give_up` is asked on the thread of of().
  CostLookup(const RunTarget& target, TargetCheck manner, const core::Clock& clock)
      : target_(target), manner_(std::move(manner)), clock_(clock) {}

  /// Rounded up. Empty when the service does not know the generation (yet), says no cost, or does
  /// not answer.
  [[nodiscard]] std::optional<core::Usd> of(const std::string& generation_id);

 private:
  const RunTarget& target_;
  const TargetCheck manner_;
  const core::Clock& clock_;
  std::unique_ptr<ApiClient> client_;  // made when first needed: most runs ask nothing
};

}  // namespace orbench::run
