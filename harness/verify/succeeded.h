#pragma once

#include <memory>

#include "harness/verify/check.h"

namespace orbench::verify {

/// The check that nobody has to write: something succeeded. It fails when no measured request
/// ended ok, whatever the thresholds say of the ruins; a run that was cut before its measured
/// window, but whose warm-up succeeded, has no data.
[[nodiscard]] std::unique_ptr<Check> succeeded_check();

}  // namespace orbench::verify
