#pragma once

#include <cstdint>
#include <optional>

namespace orbench::results {

/// What a comparison is planned by: the family's error and size, and the spread of block
/// differences.
struct PlanTerms {
  double alpha = 0.01;     ///< of the whole family
  std::size_t family = 1;  ///< hypotheses
  std::size_t blocks = 0;  ///< of the pilot that gave `sd`
  double sd = 0;           ///< of block differences
};

/// The mean difference that these blocks find with 95 % power: (t_{1-alpha/2H} + t_.95) sd /
/// sqrt(B), on the scale of the differences (logs or points). Empty under two blocks.
[[nodiscard]] std::optional<double> detectable_difference(const PlanTerms& terms);

/// The fewest blocks that find `difference` with 95 % power, and no fewer than the test needs to
/// keep that promise after merging neighbours once (20 for an alpha of .01). The spread of a pilot
/// is itself uncertain, so its upper 80 % bound is planned with: with the plain spread the promise
/// fails. Empty when the pilot had under two blocks, or no number under a million would do.
/// Source: statistics.md section 5.4.
[[nodiscard]] std::optional<std::int64_t> blocks_needed(const PlanTerms& terms, double difference);

}  // namespace orbench::results
