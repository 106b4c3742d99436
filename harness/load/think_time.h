#pragma once

#include <string>
#include <string_view>

#include "harness/core/params.h"
#include "harness/core/rng.h"
#include "harness/core/units.h"

namespace orbench::load {

/// The pause between a reply and what its reader sends next: none, always the same, or drawn from
/// a distribution. Never negative, at most a day.
/// Threads: const, any thread; the caller brings the random stream.
class ThinkTime {
 public:
  ThinkTime();  ///< none

  [[nodiscard]] core::Duration draw(core::Rng& rng) const;
  [[nodiscard]] core::Duration mean() const;
  [[nodiscard]] bool is_none() const;
  /// For people: `50 ms`, `exponential of mean 50 ms`; empty when there is none.
  [[nodiscard]] std::string describe() const;

  struct Shape;

 private:
  friend ThinkTime read_think_time(core::Params& params);
  ThinkTime(const Shape& shape, double first, double second)
      : shape_(&shape), first_(first), second_(second) {}

  const Shape* shape_;  // static lifetime
  double first_ = 0;    // ms, or what the shape says
  double second_ = 0;
};

/// Reads the key `think_time_ms`: a number, or {"distribution": "fixed", "value"} | {"uniform",
/// "from", "to"} | {"exponential", "mean"} | {"lognormal", "median", "sigma"}, in milliseconds but
/// for sigma, the standard deviation of the logarithm. Mistakes are reported and read as none.
[[nodiscard]] ThinkTime read_think_time(core::Params& params);

}  // namespace orbench::load
