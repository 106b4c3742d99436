#pragma once

#include <memory>
#include <string>

#include "harness/metrics/expression.h"
#include "harness/metrics/sample.h"
#include "harness/verify/check.h"
#include "results/run_result.h"
#include "results/summarize.h"

namespace orbench::verify {

/// What the left side of a threshold came to, and where from.
struct Reading {
  results::Observation observation;
  std::string origin;  ///< for people, when it is not all matching samples: `worst of 3 cells: …`
};

/// Works out the left side of an expression over the samples that a Where lets through.
/// Warm-up requests count only as far as they were at work inside the measured window, and then
/// only in rates, as in every report.
/// Threads: one thread per object.
class Measure {
 public:
  virtual ~Measure() = default;
  virtual void begin(const results::RunResult& result) = 0;
  /// REQUIRES: the sample matches.
  virtual void observe(const metrics::Sample& sample) = 0;
  [[nodiscard]] virtual Reading read(const results::RunResult& result) const = 0;
};

/// True for metrics that have many values per request: samples do not hold them, so they are read
/// from the cells of the RunResult and can be narrowed by tags of a cell only.
[[nodiscard]] bool needs_whole_cells(const metrics::Expression& expression);

/// Rates over whole cells are those of the RunResult, so that a check and a report show the same
/// figure; everything else is folded from the samples.
/// REQUIRES: where.selects_whole_cells() if needs_whole_cells(expression).
[[nodiscard]] std::unique_ptr<Measure> make_measure(const metrics::Expression& expression,
                                                    const Where& where, bool ok_only);

/// How a run is cut for a statement about every part of it.
struct Stretches {
  core::Duration length{0};
  std::int64_t min_samples = 50;  ///< a stretch with fewer says nothing
};
/// The worst of the measured window's stretches, samples by the instant they ended.
/// REQUIRES: not needs_whole_cells(expression).
[[nodiscard]] std::unique_ptr<Measure> make_stretch_measure(const metrics::Expression& expression,
                                                            bool ok_only,
                                                            const Stretches& stretches);

}  // namespace orbench::verify
