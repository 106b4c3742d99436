#include "harness/cli/compiled_scenario.h"

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::cli {
namespace {

/// As if the scenario had ended with it. Absolute, since it is read again when the run is reported.
void add_regression_check(const std::string& baseline, scenario::Scenario& scenario) {
  std::error_code error;
  const std::string path = std::filesystem::absolute(baseline, error).lexically_normal().string();
  core::Json check = core::Json::object();
  check["regression"]["baseline"] = error ? baseline : path;
  scenario.checks.push_back(
      {core::JsonValue(std::move(check)), fmt::format("/checks/{}", scenario.checks.size())});
}

}  // namespace

std::unique_ptr<CompiledScenario> compile_scenario(const ScenarioOrigin& origin,
                                                   const std::vector<scenario::Override>& overrides,
                                                   bool strict, core::Diagnostics& diagnostics) {
  auto loaded = origin.text.empty()
                    ? scenario::load_file(origin.path, overrides, diagnostics)
                    : scenario::load_text(origin.text, origin.path, overrides, diagnostics);
  if (!loaded) return nullptr;
  if (!origin.baseline.empty()) add_regression_check(origin.baseline, loaded->scenario);
  auto compiled = std::make_unique<CompiledScenario>();
  compiled->loaded = std::move(*loaded);
  compiled->plan = run::compile(compiled->loaded, diagnostics);
  compiled->cells = compiled->plan.identities();
  compiled->checks =
      verify::compile_checks(compiled->loaded.scenario.checks,
                             {compiled->cells, compiled->loaded.source, diagnostics, strict});
  return compiled;
}

}  // namespace orbench::cli
