#pragma once

#include <string>

#include "results/calibration.h"

namespace orbench::cli {

class Console;

/// The machine that this process runs on.
[[nodiscard]] results::MachineKey this_machine();
/// `$XDG_STATE_HOME/orbench/calibration.json`, else under `~/.local/state`; empty where there is
/// no home either. A relative XDG_STATE_HOME counts as none.
/// Source: XDG Base Directory Specification 0.8.
[[nodiscard]] std::string default_calibration_path();

/// Puts what was found on this machine into the report of a run, if it was calibrated. A file that
/// cannot be read is a warning.
void quote_stored_calibration(results::ClientReport& client, Console& console);

}  // namespace orbench::cli
