#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/units.h"

/// What a search for a limit found, as plain values: told by a search while it runs, saved in
/// summary.json, judged by verify, printed by reporters.
namespace orbench::results {

/// How a search ended. Names are on disk.
enum class SearchStatus : std::uint8_t {
  kFound,
  kNotFound,     ///< it looked everywhere it was told to, and there is none
  kUndecided,    ///< it ended, and what it saw does not decide
  kInterrupted,  ///< it was ended before it knew; what it knew by then is told
};
[[nodiscard]] std::string_view to_string(SearchStatus status);
[[nodiscard]] std::optional<SearchStatus> search_status_from_name(std::string_view name);

/// One figure that was found, with the bounds between which it lies.
struct SearchFigure {
  std::string name;  ///< `rate`, `burst`, `window`, …; unique in its report
  std::string unit;  ///< `rps`, `requests`, `s`, …
  double value = 0;
  std::optional<double> lo;
  std::optional<double> hi;
  friend bool operator==(const SearchFigure&, const SearchFigure&) = default;
};

/// Something that the service said of its limit, held against what was measured.
struct SearchClaim {
  std::string claim;  ///< `X-RateLimit-Limit`, `Retry-After`, …
  std::string said;
  std::string found;
  std::optional<bool> holds;  ///< empty: it could not be verified
  friend bool operator==(const SearchClaim&, const SearchClaim&) = default;
};

/// One level that was held for a while, or one phase.
struct SearchStep {
  std::string name;    ///< `ramp`, `step`, `proof`, …
  double level = 0;    ///< the rate or the concurrency held
  double start_s = 0;  ///< from the run epoch
  double end_s = 0;
  std::int64_t n = 0;    ///< requests that were judged
  std::int64_t bad = 0;  ///< subset of n: refused, failed, or short of an objective
  std::string verdict;   ///< `passed`, `failed`, `undecided`, …; empty for a phase without one
  friend bool operator==(const SearchStep&, const SearchStep&) = default;
};

struct SearchReport {
  std::string kind;  ///< as `for` names it
  std::string workload;
  SearchStatus status = SearchStatus::kInterrupted;
  std::string headline;  ///< one sentence for people
  std::string model;     ///< of a limit: `bucket`, `fixed window`, …; empty where none was told
  std::string counts;    ///< what a limit counts: `requests`, `tokens`; empty where that is open
  std::string owner;     ///< whose limit it is; empty where none was met
  std::vector<SearchFigure> figures;
  std::vector<SearchClaim> claims;
  std::vector<SearchStep> steps;
  std::vector<std::string> notes;
  std::int64_t requests = 0;  ///< sent
  std::int64_t refused = 0;   ///< subset of requests
  std::int64_t failed = 0;    ///< subset of requests: neither served nor refused
  core::Usd cost;
  double seconds = 0;
  friend bool operator==(const SearchReport&, const SearchReport&) = default;
};

/// The figure of this name; null when there is none.
/// Lifetime: of the report.
[[nodiscard]] const SearchFigure* find_figure(const SearchReport& report, std::string_view name);

}  // namespace orbench::results
