#pragma once

#include <functional>
#include <string>

#include "harness/core/diagnostics.h"
#include "harness/run/plan.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// A plan from a scenario text; keeps what the plan borrows alive.
struct PlanFromText {
  /// `finish` may change the plan.
  explicit PlanFromText(
      const std::string& text, const std::function<void(RunPlan&)>& finish = [](RunPlan&) {})
      : loaded(scenario::load_text(text, "test.json", {}, diagnostics)) {
    if (loaded) plan = compile(*loaded, diagnostics);
    if (diagnostics.ok()) finish(plan);
  }
  /// Every error message with its place, a line each.
  [[nodiscard]] std::string errors() const {
    std::string all;
    for (const core::Error& error : diagnostics.errors()) {
      all += error.message + " @ " + error.where + "\n";
    }
    return all;
  }
  core::Diagnostics diagnostics;
  std::optional<scenario::LoadedScenario> loaded;
  RunPlan plan;
};

/// A scenario of one chat workload with this `load` object and extra workload keys.
inline std::string chat_scenario(const std::string& load, const std::string& extra = "",
                                 const std::string& top = "") {
  return R"({"name":"t","seed":5,)" + top + R"("workloads":[{"name":"w","endpoint":"chat",)" +
         extra +
         R"("request":{"model":"a/m","messages":[{"role":"user","content":"${nonce} hi"}]},)" +
         R"("load":)" + load + "}]}";
}

}  // namespace orbench::run
