#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orbench::verify::routing {

/// One round's first attempts, as providers. In conversations, those of first turns: what follows a
/// turn may go where that one went, and tells nothing new.
struct MixRound {
  std::vector<std::string> with;     ///< of the requests with the preference
  std::vector<std::string> without;  ///< of the control
};

struct MixResult {
  double p = 1;               ///< that both mixes are one
  double distance_upper = 1;  ///< upper bound of the total variation distance
  std::int64_t with = 0;
  std::int64_t without = 0;
};

struct MixManner {
  std::uint64_t seed = 0;
  int permutations = 0;
  double bound_alpha = 0.05;  ///< probability that the mixes are farther apart than the bound
};

/// Compares two mixes of providers: a permutation test of the G statistic with labels swapped
/// inside rounds, and a bound on how far apart the mixes may be (McDiarmid's inequality on the
/// observed distance, which overstates the true one in the mean).
/// Seeded: the same rounds give the same p. Threads: pure function.
[[nodiscard]] MixResult compare_mixes(const std::vector<MixRound>& rounds, const MixManner& manner);

/// Goodness of fit of counts against expected shares: the Monte Carlo p of the multinomial G.
[[nodiscard]] double fit_p(const std::vector<std::int64_t>& counts,
                           const std::vector<double>& shares, std::uint64_t seed, int draws);

}  // namespace orbench::verify::routing
