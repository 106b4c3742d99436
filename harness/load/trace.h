#pragma once

#include <string>
#include <vector>

#include "harness/core/result.h"

namespace orbench::load {

/// How the instants of a trace file are written.
struct TraceFormat {
  std::string field = "timestamp";  ///< of a line that is a JSON object
  double seconds_per_unit = 1;
};

/// Reads the instants at which recorded requests arrived: one a line, as a number or as a JSON
/// object that holds one. Empty lines and lines that begin with '#' are skipped.
/// Units:   seconds from the first instant, ascending; never empty.
/// Errors:  kNotFound and kIo for the file; kParse with `file:line` for a line that is neither, for
///          an instant that is no finite number or earlier than the one before, and for a file
///          without any; kTooLarge beyond kMaxTraceArrivals or kMaxTraceLine.
inline constexpr std::size_t kMaxTraceArrivals = 5'000'000;
inline constexpr std::size_t kMaxTraceLine = 1U << 20U;
[[nodiscard]] core::Result<std::vector<double>> read_trace(const std::string& path,
                                                           const TraceFormat& format);

}  // namespace orbench::load
