#pragma once

#include <cstdint>
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

class AbortRule;

/// Folds samples, then says what it thinks. It sees samples and a RunResult only, live or stored,
/// so that `orbench report` judges an old run with the same code.
/// Threads: one thread per object.
class Check {
 public:
  virtual ~Check() = default;
  /// Called once before the samples, for what they are judged against: the measured windows.
  virtual void begin(const results::RunResult& /*result*/) {}
  virtual void observe(const metrics::Sample& sample) = 0;
  /// False when the RunResult alone decides: when no check needs samples, they are not read again.
  [[nodiscard]] virtual bool needs_samples() const { return true; }
  /// Called once after the last sample.
  virtual void end() {}
  /// REQUIRES: every sample of the run was observed, and end() called.
  [[nodiscard]] virtual results::CheckRecord conclude(const results::RunResult& result) const = 0;
  /// The rule by which this check may end a run early; null for most.
  [[nodiscard]] virtual AbortRule* abort_rule() { return nullptr; }
  /// It was asked to let the run end once it is decided (`stop`).
  [[nodiscard]] virtual bool may_end_run() const { return false; }
  /// No further sample changes what it will say, but one that breaks what may never be broken.
  /// Asked while the run goes on, of a check that may_end_run().
  [[nodiscard]] virtual bool decided() const { return false; }
};

/// What checks may be written against: known before anything is sent.
struct CheckContext {
  const std::vector<results::CellIdentity>& cells;
  const core::SourceMap& source;
  core::Diagnostics& diagnostics;
  bool strict = false;
  /// The place of the check that is read, among those of the scenario.
  std::uint32_t place = 0;
};

/// Narrows samples by tags: workload, endpoint, model (asked), model_served, provider, tier,
/// outcome, status (`429` or `4xx`), connection (new|reused), cached, and every cell label.
/// A value that is no string is compared by its compact JSON text: `true`, `["groq"]`.
class Where {
 public:
  /// Reads the key `where`, which may be absent. Unknown tags, and values that no cell can have,
  /// are reported with a suggestion.
  static Where read(core::Params& params, const CheckContext& context);
  [[nodiscard]] bool matches(const metrics::Sample& sample) const;
  /// True when this cell can hold matching samples.
  [[nodiscard]] bool matches_cell(std::size_t cell) const;
  /// True when every sample of a matching cell matches: whole cells can be taken as they are.
  [[nodiscard]] bool selects_whole_cells() const { return sample_tags_.empty(); }
  /// The tags that differ between samples of one cell, in the order written.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& sample_tags() const {
    return sample_tags_;
  }
  /// `workload=chat, provider=Bluefin`; empty when nothing is narrowed.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void narrow(const std::string& tag, const std::string& value,
              const std::vector<results::CellIdentity>& cells);

  std::vector<bool> cells_;  // by cell index
  std::vector<std::pair<std::string, std::string>> sample_tags_;
  std::string text_;
};

/// A family of checks, chosen by the key that a check object holds (`threshold`, …).
/// Adding one: checks/x.cc and its line in checks.def.
struct CheckKind {
  std::string key;
  std::string what;
  /// Most give one check; those that judge several things apart give one for each. None: a mistake
  /// was reported.
  std::vector<std::unique_ptr<Check>> (*read)(core::Params& params, const CheckContext& context);
};
[[nodiscard]] const std::vector<CheckKind>& check_kinds();

/// Compiles every check of a scenario, and adds the implicit one: that something succeeded.
/// All mistakes are reported, each at its place.
[[nodiscard]] std::vector<std::unique_ptr<Check>> compile_checks(
    const std::vector<scenario::CheckSpec>& specs, const CheckContext& context);

}  // namespace orbench::verify
