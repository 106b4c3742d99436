#pragma once

#include <string>
#include <vector>

#include "harness/cli/term_flags.h"
#include "harness/core/diagnostics.h"
#include "harness/core/result.h"
#include "harness/scenario/loader.h"

namespace orbench::cli {

/// One scenario out of two that ask differently: each workload sends the requests of both,
/// interleaved, as its variants `base` and `candidate`. Everything but the requests must be alike:
/// A/B says what a request changes, not what a load or a target does. What is judged is the base's
/// to say, and `flags` go over it.
/// Errors: kInvalidArgument naming the first key that differs; null and diagnostics when a file
/// cannot be read.
[[nodiscard]] core::Result<std::string> ab_scenario(
    const std::string& base, const std::string& candidate,
    const std::vector<scenario::Override>& overrides, const TermFlags& flags,
    core::Diagnostics& diagnostics);

}  // namespace orbench::cli
