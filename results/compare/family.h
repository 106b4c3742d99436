#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "results/compare/comparand.h"
#include "results/compare/comparison.h"
#include "results/compare/paired_series.h"
#include "results/compare/terms.h"

namespace orbench::results {

/// One figure of one pair on its way to a verdict.
struct Hypothesis {
  std::size_t pair = 0;    ///< into Comparison::pairs
  std::size_t figure = 0;  ///< into its figures
  Comparand comparand;
  PairedSeries series;
  /// Of a share: the requests of the smaller side; nothing went wrong in n still leaves 3/n.
  std::int64_t least_judged = 0;
};

/// Runs the joint test over the hypotheses that have blocks enough, and writes effects, intervals,
/// plan and verdicts into the comparison; the others become undecided.
/// REQUIRES: every hypothesis' figure exists.
void judge_family(std::vector<Hypothesis> hypotheses, const ComparisonTerms& terms,
                  std::uint64_t seed, Comparison& comparison);

/// Effect and its own 95 % interval, without a verdict.
void describe(const PairedSeries& series, const Comparand& comparand, ComparedFigure& figure);

/// A fast failure must not look like a fast service: where errors.rate is worse, nothing of the
/// pair is called better.
void withhold_praise(ComparedPair& pair);

/// A difference on its own scale as a difference for people: logs become ratios - 1.
[[nodiscard]] double effect_of(double difference, const Comparand& comparand);

}  // namespace orbench::results
