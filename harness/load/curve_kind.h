#pragma once

#include <memory>
#include <string_view>

#include "harness/core/params.h"
#include "harness/load/rate_curve.h"

namespace orbench::load {

/// One line of curves.def: what `curves/<stem>.cc` gives to the registry.
struct CurveKind {
  std::string_view name;  ///< the value of `shape`
  std::string_view what;  ///< one line for `orbench list`
  /// Reads the shape's own keys. Reports mistakes and then returns null.
  std::unique_ptr<RateCurve> (*read)(core::Params& params);
};

// Above these a schedule has lost its meaning, and 53 bits no longer hold every arrival apart.
inline constexpr double kMaxRps = 1e6;
inline constexpr double kMaxCurveSeconds = 30.0 * 24 * 3600;

/// Bounds of a rate that may pause.
[[nodiscard]] inline core::Bounds rate_or_pause() { return {0.0, kMaxRps, false}; }
[[nodiscard]] inline core::Bounds positive_rate() { return {0.0, kMaxRps, true}; }
[[nodiscard]] inline core::Bounds stretch_of_time() { return {0.0, kMaxCurveSeconds, true}; }

}  // namespace orbench::load
