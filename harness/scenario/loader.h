#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/json_document.h"
#include "harness/scenario/scenario.h"

namespace orbench::scenario {

/// One change from the command line: `path=value`, shown in errors as `flag`.
/// The value is read as JSON, else as a string.
struct Override {
  std::string path;  ///< `workloads.0.load.rate_rps`
  std::string value;
  std::string flag;  ///< as the user typed it, for example `--set workloads.0.load.rate_rps=20`
};

/// A scenario with the memory of where each value came from.
struct LoadedScenario {
  Scenario scenario;
  core::SourceMap source;
  core::JsonValue document;  ///< the merged text: file, extends, overrides; defaults not filled in
};

/// Reads a scenario file, its `extends` chain and the overrides, in that order of precedence.
/// Every mistake goes to `diagnostics`; the scenario is returned whenever there is an object to
/// read, even with mistakes, so that later layers can report theirs in the same pass.
/// The caller must not run it unless diagnostics.ok().
[[nodiscard]] std::optional<LoadedScenario> load_file(const std::string& path,
                                                      const std::vector<Override>& overrides,
                                                      core::Diagnostics& diagnostics);

/// As load_file for a text that is in memory (`run --endpoint …` writes one); `origin` stands for
/// the file name in messages, relative paths are resolved against the current folder.
[[nodiscard]] std::optional<LoadedScenario> load_text(const std::string& text,
                                                      const std::string& origin,
                                                      const std::vector<Override>& overrides,
                                                      core::Diagnostics& diagnostics);

/// The effective scenario, every default filled in, secrets absent: what is stored in the run
/// folder as scenario.json. Reading it again gives an equal Scenario.
[[nodiscard]] core::JsonValue effective_json(const Scenario& scenario);

/// effective_json as text with `// default`, `// base.json:3` or `// --set …` behind each value
/// that the main file itself does not hold.
[[nodiscard]] std::string print_effective(const LoadedScenario& loaded);

}  // namespace orbench::scenario
