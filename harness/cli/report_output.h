#pragma once

#include <string>
#include <vector>

#include "harness/cli/console.h"
#include "harness/core/result.h"
#include "reporters/reporter.h"

namespace orbench::cli {

/// `FORMAT` (to stdout) or `FORMAT=FILE`.
struct ReportRequest {
  const reporters::Reporter* reporter = nullptr;
  std::string file;  ///< empty = stdout
};

/// Errors: an unknown format, with the nearest known one.
[[nodiscard]] core::Result<ReportRequest> parse_report_request(const std::string& argument);

/// Renders and writes one report. Files are plain text without colour.
/// Errors: kIo when the file or stdout cannot be written.
[[nodiscard]] core::Result<void> write_report(const ReportRequest& request,
                                              const reporters::ReportInput& input,
                                              Console& console);

}  // namespace orbench::cli
