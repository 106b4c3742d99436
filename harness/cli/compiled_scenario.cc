#include "harness/cli/compiled_scenario.h"

namespace orbench::cli {

std::unique_ptr<CompiledScenario> compile_scenario(const ScenarioOrigin& origin,
                                                   const std::vector<scenario::Override>& overrides,
                                                   bool strict, core::Diagnostics& diagnostics) {
  auto loaded = origin.text.empty()
                    ? scenario::load_file(origin.path, overrides, diagnostics)
                    : scenario::load_text(origin.text, origin.path, overrides, diagnostics);
  if (!loaded) return nullptr;
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
