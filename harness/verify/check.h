#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/json_document.h"
#include "harness/core/params.h"
#include "harness/metrics/sample.h"
#include "harness/scenario/scenario.h"
#include "results/run_result.h"
#include "results/verdict.h"

namespace orbench::verify {

/// Folds samples, then says what it thinks. It sees samples and a RunResult only, live or stored,
/// so that `orbench report` judges an old run with the same code.
class Check {
 public:
  virtual ~Check() = default;
  virtual void observe(const metrics::Sample& sample) = 0;
  /// REQUIRES: every sample of the run was observed.
  [[nodiscard]] virtual results::CheckRecord conclude(const results::RunResult& result) const = 0;
};

/// What checks may be written against: known before anything is sent.
struct CheckContext {
  const std::vector<results::CellIdentity>& cells;
  const core::SourceMap& source;
  core::Diagnostics& diagnostics;
  bool strict = false;
};

/// Narrows samples by tags: workload, endpoint, model (asked), model_served, provider, tier,
/// outcome, status (`4xx`), connection (new|reused), cached, and every cell label.
class Where {
 public:
  /// Unknown tags, and values that no cell can have, are reported with a suggestion.
  static Where read(core::Params& params, const CheckContext& context);
  [[nodiscard]] bool matches(const metrics::Sample& sample) const;
  /// True when some cell can hold matching samples.
  [[nodiscard]] bool matches_cell(std::size_t cell) const;
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> tags_;
  std::vector<results::CellIdentity> cells_;
};

/// A family of checks, chosen by the key that a check object holds (`threshold`, …).
/// Adding one: checks/x.cc and its line in checks.def.
struct CheckKind {
  std::string key;
  std::string what;
  std::unique_ptr<Check> (*read)(core::Params& params, const CheckContext& context);
};
[[nodiscard]] const std::vector<CheckKind>& check_kinds();

/// Compiles every check of a scenario, and adds the implicit one: that something succeeded.
/// All mistakes are reported, each at its place.
[[nodiscard]] std::vector<std::unique_ptr<Check>> compile_checks(
    const std::vector<scenario::CheckSpec>& specs, const CheckContext& context);

}  // namespace orbench::verify
