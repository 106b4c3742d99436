#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "results/compare/run_digest.h"
#include "results/compare/terms.h"
#include "results/verdict.h"

namespace orbench::verify {

/// What a run must keep of its baseline.
struct BaselineTerms {
  results::ComparisonTerms comparison;
  /// Against the mock both runs had the same scripted delays, so what a time has more than the
  /// baseline's is this machine's and this client's own: with this limit, times are judged by that
  /// difference alone, on any machine.
  std::optional<double> max_added_ms;
  bool counts = true;  ///< the same seed against the mock must give the same counts
};

struct BaselineJudgement {
  results::CheckVerdict verdict = results::CheckVerdict::kPassed;
  std::string expected;
  std::string observed;  ///< what is worse, or what was compared
  std::string note;
};

/// Judges one run against the runs of its baseline. Counts, outcomes, tokens and cost are compared
/// exactly where both ran with one seed against the mock; figures by compare_runs, or in
/// milliseconds where `max_added_ms` says so. REQUIRES: a baseline that is not empty.
[[nodiscard]] BaselineJudgement judge_against(std::span<const results::RunDigest> baseline,
                                              const results::RunDigest& run,
                                              const BaselineTerms& terms);

/// What a renewed baseline says otherwise than the old one, a line each; empty when nothing does.
[[nodiscard]] std::vector<std::string> differing_counts(const results::RunDigest& before,
                                                        const results::RunDigest& after);

}  // namespace orbench::verify
