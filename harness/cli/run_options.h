#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/compiled_scenario.h"
#include "harness/cli/scenario_text.h"
#include "harness/core/diagnostics.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace orbench::cli {

/// The flags of `run`. Most are short names for a scenario key; overrides() says which.
struct RunOptions {
  std::string scenario;
  QuickRun quick;  ///< instead of a scenario

  std::vector<std::string> sets;
  std::string target;
  std::optional<std::uint64_t> seed;
  std::optional<int> workers;
  std::vector<std::string> tags;
  std::optional<double> max_cost_usd;
  std::optional<std::int64_t> max_requests;
  std::string ca_file;
  std::string baseline;

  std::string out;
  bool dry_run = false;
  bool strict = false;
  std::vector<std::string> reports;
  std::string progress = "auto";
  bool quiet = false;
  bool verbose = false;

  void add_to(CLI::App& app);
  /// The file named, or the text that --endpoint and its companions stand for.
  /// Errors: both or neither given, an unknown endpoint, no model.
  [[nodiscard]] ScenarioOrigin origin(core::Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<scenario::Override> overrides(core::Diagnostics& diagnostics) const;
};

}  // namespace orbench::cli
