#include "harness/cli/calibration/store.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "harness/cli/console.h"
#include "harness/run/environment.h"

namespace orbench::cli {
namespace {

constexpr const char* kFile = "/orbench/calibration.json";

/// An absolute path, or nothing.
std::string folder_from(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value == '/' ? value : "";
}

}  // namespace

results::MachineKey this_machine() {
  results::MachineKey machine;
  constexpr std::size_t kMostBytes = 256;
  std::array<char, kMostBytes> host{};
  if (gethostname(host.data(), host.size() - 1) == 0) machine.host = host.data();
  for (const auto& [name, value] : run::describe_environment()) {
    if (name == "processor") machine.processor = value;
    if (name == "system") machine.system = value;
  }
  return machine;
}

std::string default_calibration_path() {
  if (const std::string state = folder_from("XDG_STATE_HOME"); !state.empty()) {
    return state + kFile;
  }
  const std::string home = folder_from("HOME");
  return home.empty() ? "" : home + "/.local/state" + kFile;
}

void quote_stored_calibration(results::ClientReport& client, Console& console) {
  const std::string path = default_calibration_path();
  if (path.empty()) return;
  const auto stored = results::load_calibrations(path);
  if (!stored) {
    if (stored.error().code == core::ErrorCode::kNotFound) return;
    core::Diagnostics doubts;
    doubts.warning(stored.error().message + "; `orbench calibrate` writes it anew",
                   stored.error().where);
    return console.report(doubts);
  }
  if (const auto* found = results::find_machine(*stored, this_machine())) {
    client.calibration = results::quote(*found, client.stamps);
  }
}

}  // namespace orbench::cli
