#include "harness/verify/routing/binomial.h"

#include "results/quantile_function.h"

namespace orbench::verify::routing {

double at_least(std::int64_t count, std::int64_t n, double probability) {
  if (count <= 0) return 1;
  if (count > n || probability <= 0) return 0;
  if (probability >= 1) return 1;
  const auto successes = static_cast<double>(count);
  return results::incomplete_beta(probability, successes, static_cast<double>(n - count + 1));
}

double at_most(std::int64_t count, std::int64_t n, double probability) {
  return at_least(n - count, n, 1 - probability);
}

double upper_bound(std::int64_t count, std::int64_t n, double confidence) {
  if (count >= n) return 1;
  return results::inverse_beta(confidence, static_cast<double>(count + 1),
                               static_cast<double>(n - count));
}

double lower_bound(std::int64_t count, std::int64_t n, double confidence) {
  if (n == 0) return 0;
  return 1 - upper_bound(n - count, n, confidence);
}

}  // namespace orbench::verify::routing
