#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "results/compare/paired_series.h"

namespace orbench::results {

/// What the joint test says of each series, in their order.
struct JointTest {
  std::vector<double> p;  ///< adjusted for the whole family
  double critical = 0;    ///< the (1 - alpha) quantile of max |T|: half-widths of the simultaneous
                          ///< intervals are critical x sd / sqrt(blocks)
};

/// Were the two sides of every pair alike, each block's differences could as well have had the
/// other sign. Draws signs, the same for all series, recomputes every T, and asks how often the
/// largest of them reaches the observed one: the family-wise error is exact, and correlated series
/// cost nothing extra. All 2^(B-1) sign patterns up to 14 blocks, else 20,000 drawn from the seed.
/// Source: statistics.md section 5.3.
[[nodiscard]] JointTest joint_sign_flip(std::span<const PairedSeries> family, double alpha,
                                        std::uint64_t seed);

}  // namespace orbench::results
