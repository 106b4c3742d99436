#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a comparison found, as plain values: computed by compare_cells.h and compare_runs.h, saved
/// in summaries, printed by reporters.
namespace orbench::results {

/// Of a candidate against its base. Names are on disk.
enum class ComparisonVerdict : std::uint8_t {
  kBetter,
  kWorse,
  kEqual,      ///< the difference lies inside what was to be detected, whichever its sign
  kUndecided,  ///< the data cannot tell
  kNotTested,  ///< shown for people, outside the family of hypotheses
};
[[nodiscard]] std::string_view to_string(ComparisonVerdict verdict);
[[nodiscard]] std::optional<ComparisonVerdict> comparison_verdict_from_name(std::string_view name);

/// How the two sides were measured, which decides what may be concluded. Names are on disk.
enum class ComparisonDesign : std::uint8_t {
  kInterleaved,  ///< cells of one run, dealt inside the same blocks
  kRequests,     ///< two runs of one seed against the mock, request by request
  kRuns,         ///< sets of runs; the run is the unit
  kSeparate,     ///< too few runs to tell a change from what runs differ by anyway
};
[[nodiscard]] std::string_view to_string(ComparisonDesign design);
[[nodiscard]] std::optional<ComparisonDesign> comparison_design_from_name(std::string_view name);

/// One figure of a pair. Effects and intervals of ratios are candidate / base - 1, those of shares
/// candidate - base.
struct ComparedFigure {
  std::string figure;               ///< `ttft.p50`
  std::string unit;                 ///< of base and candidate: `ms`, …, `share`
  std::optional<double> base;       ///< over the whole side
  std::optional<double> candidate;  ///< over the whole side
  std::optional<double> effect;     ///< mean over blocks (or runs)
  std::optional<double> lo;  ///< tested: simultaneous over the family; else its own 95 % interval
  std::optional<double> hi;
  std::optional<double> p;  ///< adjusted for the family
  std::int64_t units = 0;   ///< blocks, or runs of both sides
  ComparisonVerdict verdict = ComparisonVerdict::kNotTested;
  std::optional<double> detectable;  ///< the effect that would have been found, power 95 %
  std::int64_t units_needed = 0;     ///< for `detect` with 95 % power; 0 = not known
  std::string note;
  friend bool operator==(const ComparedFigure&, const ComparedFigure&) = default;
};

struct ComparedPair {
  std::string workload;
  std::string base;  ///< what tells it from the candidate: `provider.only=groq`, or a run
  std::string candidate;
  std::string common;  ///< what both share of their labels; may be empty
  std::vector<ComparedFigure> figures;
  friend bool operator==(const ComparedPair&, const ComparedPair&) = default;
};

struct Comparison {
  ComparisonDesign design = ComparisonDesign::kInterleaved;
  double alpha = 0.01;          ///< family-wise
  double detect = 0.10;         ///< the ratio - 1 that matters
  double detect_points = 0.01;  ///< the same for shares
  std::int64_t family = 0;      ///< hypotheses tested together
  std::vector<ComparedPair> pairs;
  std::vector<std::string> notes;
  friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// True when some tested figure of some pair came to `verdict`.
[[nodiscard]] bool has_verdict(const Comparison& comparison, ComparisonVerdict verdict);

}  // namespace orbench::results
