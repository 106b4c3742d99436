#pragma once

#include <string>

#include "harness/metrics/expression.h"

namespace orbench::verify {

/// A value of an expression's left side, as people read it: `912 ms`, `2.30%`, `20.1/s`, `1,240`.
[[nodiscard]] std::string side_text(const metrics::Expression& expression, double value);
/// The demand alone: `< 800 ms`.
[[nodiscard]] std::string demand_text(const metrics::Expression& expression);

}  // namespace orbench::verify
