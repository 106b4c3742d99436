#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/params.h"

/// Looking at data that grow, and stopping at the first verdict, without more false ones than a
/// single look would give: the counts to look at are fixed beforehand, and each look spends the
/// part of the error probability that its new data are of all. By Bonferroni the parts add up.
/// Source: statistics.md sections 5.5 and 6.5.
namespace orbench::results {

/// One look.
struct Look {
  std::int64_t at = 0;  ///< blocks or requests that it sees, all from the first on
  double part = 1;      ///< of the error probability, that it may spend
  friend bool operator==(const Look&, const Look&) = default;
};

/// Planned counts, ascending. Nothing is looked at beyond the last.
using LookPlan = std::vector<std::int64_t>;

/// Every look of a plan. The parts add up to 1.
[[nodiscard]] std::vector<Look> looks_of(const LookPlan& plan);

/// The looks at data that ended after `n`: the planned ones up to there. Where the plan went on,
/// the end is a look as well, with all that was not spent: it did not end there for what it found.
/// Empty for n = 0.
[[nodiscard]] std::vector<Look> looks_until(const LookPlan& plan, std::int64_t n);

/// An eighth, a quarter, half and all of the blocks; none sees fewer than 12.
[[nodiscard]] LookPlan default_block_looks(std::int64_t blocks);

/// How much more than a single look needs the last of several must see, to find as surely.
inline constexpr double kMoreForLooks = 1.2;

/// Reads the key `stop`: true, or the counts to look at. Empty: not asked for; an empty plan: asked
/// for, at the default counts. Mistakes are reported.
[[nodiscard]] std::optional<LookPlan> read_stop(core::Params& params);

}  // namespace orbench::results
