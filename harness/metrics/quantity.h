#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "harness/metrics/metric.h"

namespace orbench::metrics {

/// What a number in an expression measures: it fixes the units that may be written after it and
/// the one that it is held in.
enum class Quantity : std::uint8_t {
  kTime,         ///< us, ms, s; held in ms, which a bare number means
  kTokenRate,    ///< tps; tokens per second
  kRequestRate,  ///< rps; requests per second
  kMoney,        ///< $; USD
  kCount,        ///< no unit
  kShare,        ///< %; held as a fraction from 0 to 1
  kRatio,        ///< %; held as a plain number
  kItemRate,     ///< /s; items per second
};
[[nodiscard]] Quantity quantity_of(Unit unit);

/// Reads `800ms`, `1.5 s`, `$0.50`, `1%`, `20rps`. Numbers are finite and not negative.
/// Errors: kInvalidArgument; the message says what was found and what was expected.
[[nodiscard]] core::Result<double> parse_quantity(std::string_view text, Quantity quantity);

/// `text` for an error message: in quotes, without control characters, cut to a readable length.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace orbench::metrics
