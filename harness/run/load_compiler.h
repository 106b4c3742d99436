#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/params.h"
#include "harness/run/plan.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// Resolves when a scenario's workloads send: the arrivals or the search of each, and the one load
/// that those without one of their own share. A mistake is reported and the rest still read.
/// Lifetime: borrows both arguments.
class LoadCompiler {
 public:
  LoadCompiler(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics)
      : loaded_(loaded), diagnostics_(diagnostics) {}

  /// Makes the `index`-th workload a member of its load, which is added to `loads` unless it is the
  /// shared one and there already. Returns the load's index.
  [[nodiscard]] std::uint32_t join(const scenario::Workload& workload, std::uint32_t index,
                                   std::vector<LoadPlan>& loads);
  /// Reports a shared load that nobody shares. REQUIRES: all workloads have joined.
  void report_idle() const;

 private:
  void report(const std::string& pointer, std::string message) const;
  std::uint32_t load_for(const scenario::Workload& workload, std::vector<LoadPlan>& loads);
  LoadPlan read_load(const scenario::Load& load) const;
  void read_arrivals(const scenario::Load& load, core::Params& params, LoadPlan& compiled) const;
  void read_search(const scenario::Load& load, core::Params& params, LoadPlan& compiled) const;
  /// A search counts each of its requests, and decides alone when to send them.
  void check_search(const scenario::Workload& workload) const;

  const scenario::LoadedScenario& loaded_;
  core::Diagnostics& diagnostics_;
  std::optional<std::uint32_t> shared_;  ///< index of the scenario's load
};

}  // namespace orbench::run
