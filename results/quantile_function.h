#pragma once

namespace orbench::results {

// Quantiles and chances of the distributions that intervals and verdicts rest on. Arguments outside
// a function's domain give NaN; nothing throws.

/// Student's t with `degrees` of freedom.
[[nodiscard]] double student_quantile(double probability, double degrees);
/// Chance of a |t| of at least this size.
[[nodiscard]] double student_two_sided(double t, double degrees);
/// Chi-squared with `degrees` of freedom.
[[nodiscard]] double chi_squared_quantile(double probability, double degrees);
/// The regularized incomplete beta function, and its inverse in `x`.
[[nodiscard]] double incomplete_beta(double x, double a, double b);
[[nodiscard]] double inverse_beta(double probability, double a, double b);

}  // namespace orbench::results
