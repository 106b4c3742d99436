#include "results/quantile_function.h"

#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

namespace orbench::results {
namespace {

// Boost.Math throws by default; here a value outside its domain becomes NaN.
namespace policies = boost::math::policies;
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                               policies::pole_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>>;

}  // namespace

double student_quantile(double probability, double degrees) {
  return boost::math::quantile(boost::math::students_t_distribution<double, Quiet>(degrees),
                               probability);
}

double student_two_sided(double t, double degrees) {
  if (!std::isfinite(t)) return 0;
  const boost::math::students_t_distribution<double, Quiet> distribution(degrees);
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(t)));
}

double chi_squared_quantile(double probability, double degrees) {
  return boost::math::quantile(boost::math::chi_squared_distribution<double, Quiet>(degrees),
                               probability);
}

double incomplete_beta(double x, double a, double b) {
  return boost::math::ibeta(a, b, x, Quiet());
}

double inverse_beta(double probability, double a, double b) {
  return boost::math::ibeta_inv(a, b, probability, Quiet());
}

}  // namespace orbench::results
