#include "harness/verify/routing/binomial.h"

#include <algorithm>

#include <boost/math/special_functions/beta.hpp>

namespace orbench::verify::routing {
namespace {

// Boost.Math throws by default.
namespace policies = boost::math::policies;
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                               policies::pole_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>>;

}  // namespace

double at_least(std::int64_t count, std::int64_t n, double probability) {
  if (count <= 0) return 1;
  if (count > n || probability <= 0) return 0;
  if (probability >= 1) return 1;
  const auto successes = static_cast<double>(count);
  return boost::math::ibeta(successes, static_cast<double>(n - count + 1), probability, Quiet());
}

double at_most(std::int64_t count, std::int64_t n, double probability) {
  return at_least(n - count, n, 1 - probability);
}

double upper_bound(std::int64_t count, std::int64_t n, double confidence) {
  if (count >= n) return 1;
  return boost::math::ibeta_inv(static_cast<double>(count + 1), static_cast<double>(n - count),
                                confidence, Quiet());
}

double lower_bound(std::int64_t count, std::int64_t n, double confidence) {
  if (n == 0) return 0;
  return 1 - upper_bound(n - count, n, confidence);
}

}  // namespace orbench::verify::routing
