#pragma once

#include <string>

#include "reporters/reporter.h"
#include "results/calibration.h"

namespace orbench::cli {

/// A calibration as a table for people.
[[nodiscard]] std::string calibration_text(const results::Calibration& calibration,
                                           const reporters::ReportStyle& style);

}  // namespace orbench::cli
