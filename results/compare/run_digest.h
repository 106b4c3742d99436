#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/result.h"
#include "harness/metrics/cell_record.h"
#include "results/compare/comparand.h"
#include "results/run_result.h"

namespace orbench::results {

/// One figure of one cell of one run, as comparisons of runs need it.
struct FigureDigest {
  double value = 0;  ///< over the whole cell, in its unit or as a share
  double mean = 0;   ///< of the block figures: of their logs, where ratios are compared
  double sd = 0;     ///< of the block figures
  std::int64_t blocks = 0;
  std::int64_t n = 0;  ///< values behind it
  friend bool operator==(const FigureDigest&, const FigureDigest&) = default;
};

struct CellDigest {
  CellIdentity identity;
  metrics::Counters counters;
  std::map<std::string, FigureDigest> figures;  ///< by Comparand::text
};

/// What is left of a run when it serves to judge later ones: small enough to be kept beside the
/// source. A baseline is one or several of these.
struct RunDigest {
  std::string id;
  std::string name;
  std::string version;  ///< of the orbench that ran
  std::uint64_t seed = 0;
  bool against_mock = false;
  std::vector<CellDigest> cells;
};

/// Digests every figure that comparisons know, and `also`.
[[nodiscard]] RunDigest digest_run(const RunResult& result,
                                   std::span<const metrics::CellRecord> records,
                                   std::span<const Comparand> also = {});

inline constexpr std::string_view kBaselineSchema = "orbench.baseline/1";

/// Pretty-printed JSON with a final newline; the same digests give the same text.
[[nodiscard]] std::string encode_baseline(std::span<const RunDigest> runs);
/// `path` is for messages. Errors: kParse with a JSON pointer; a file without runs.
[[nodiscard]] core::Result<std::vector<RunDigest>> decode_baseline(std::string_view text,
                                                                   const std::string& path);

/// Null when the run has no such cell: cells are known by workload and labels.
[[nodiscard]] const CellDigest* find_cell(const RunDigest& run, const CellIdentity& identity);

}  // namespace orbench::results
