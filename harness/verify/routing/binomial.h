#pragma once

#include <cstdint>

/// Exact binomial probabilities, as far as verdicts on shares need them.
/// Errors:  none: a probability outside 0-1 is taken as the nearer end.
/// Threads: pure functions.
namespace orbench::verify::routing {

/// P(at most `count` successes in `n`).
[[nodiscard]] double at_most(std::int64_t count, std::int64_t n, double probability);
/// P(at least `count` successes in `n`).
[[nodiscard]] double at_least(std::int64_t count, std::int64_t n, double probability);

/// The one-sided upper bound of Clopper and Pearson: the largest success probability that `count`
/// of `n` do not refute at this confidence. Without data 1.
[[nodiscard]] double upper_bound(std::int64_t count, std::int64_t n, double confidence);
/// The lower one; without data 0.
[[nodiscard]] double lower_bound(std::int64_t count, std::int64_t n, double confidence);

}  // namespace orbench::verify::routing
