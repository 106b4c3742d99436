#include "harness/run/gather_material.h"

#include <utility>

#include "harness/core/json_document.h"

namespace orbench::run {

std::unique_ptr<data::Material> gather_material(const scenario::LoadedScenario& loaded,
                                                core::Diagnostics& diagnostics) {
  auto material = std::make_unique<data::Material>();
  for (const scenario::Variable& variable : loaded.scenario.env) {
    material->allow(variable.name, variable.value);
  }
  for (const auto& [spec, pointer] : loaded.scenario.data) {
    if (spec.file.empty()) {  // reported by the scenario reader
      material->add_unreadable(spec.name);
      continue;
    }
    core::Diagnostics mistakes;
    auto set = data::DataSet::read(spec, loaded.scenario.seed, mistakes);
    for (core::Error error : mistakes.errors()) {
      if (error.where == spec.file) {
        error.where = loaded.source.locate(core::child_pointer(pointer, "file"));
      }
      diagnostics.error(std::move(error));
    }
    if (set) {
      material->add(spec.name, std::move(*set));
    } else {
      material->add_unreadable(spec.name);
    }
  }
  return material;
}

}  // namespace orbench::run
