#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/outcome.h"
#include "harness/core/params.h"
#include "harness/core/result.h"
#include "harness/core/units.h"
#include "harness/metrics/expression.h"
#include "harness/metrics/sample.h"

namespace orbench::search {

/// How a request stands to a condition.
enum class Standing : std::uint8_t { kOpen, kGood, kBad };

/// A statement that a load must keep, turned into one about each request: `ttft.p95 < 1s` says that
/// less than 5 % of the requests are bad, where bad is one that failed, found no slot free when it
/// should have been sent, or took longer. Failures count against every condition, as if they never
/// ended.
struct Condition {
  std::string text;                             ///< as written
  double limit = 0;                             ///< the share of bad requests stays under it
  std::optional<metrics::Objective> objective;  ///< of a metric's quantile
  std::optional<core::Outcome> outcome;         ///< the only failure that counts
  bool good = false;                            ///< bad is what is not good: `good_share`

  /// Of a request that has ended.
  [[nodiscard]] bool is_bad(const metrics::Sample& sample) const;
  /// What is known of a request that is still open: one that has waited longer than the objective
  /// allows has missed it, however it ends; one that has met it is good unless it fails later.
  /// `now` counts from the run epoch, as the sample's instants do.
  [[nodiscard]] Standing so_far(const metrics::Sample& sample, core::Duration now) const;
  /// The ages since sending at which so_far() may have something to say; empty where only the end
  /// of a request tells.
  [[nodiscard]] std::vector<core::Duration> telling_ages() const;
};

/// Most conditions of one search.
inline constexpr std::size_t kMostConditions = 16;

/// Errors: kInvalidArgument where it is no statement, or none about single requests (a mean, a sum,
/// a rate), or its share leaves nothing to test.
[[nodiscard]] core::Result<Condition> parse_condition(std::string_view text);

/// Reads `while`, a list of conditions. Mistakes are reported; then some of them may be missing.
[[nodiscard]] std::vector<Condition> read_conditions(core::Params& search);

}  // namespace orbench::search
