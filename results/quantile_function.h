#pragma once

namespace orbench::results {

// Quantile functions of the distributions that intervals and verdicts rest on. Arguments outside
// a function's domain give NaN; nothing throws.

/// Student's t with `degrees` of freedom.
[[nodiscard]] double student_quantile(double probability, double degrees);
/// Chance of a |t| of at least this size.
[[nodiscard]] double student_two_sided(double t, double degrees);
/// Chi-squared with `degrees` of freedom.
[[nodiscard]] double chi_squared_quantile(double probability, double degrees);
/// The inverse of the regularized incomplete beta function.
[[nodiscard]] double inverse_beta(double probability, double a, double b);

}  // namespace orbench::results
