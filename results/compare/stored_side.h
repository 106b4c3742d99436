#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/result.h"
#include "harness/metrics/cell_record.h"
#include "results/compare/run_digest.h"
#include "results/run_result.h"

namespace orbench::results {

/// A stored run folded again, block by block: what comparisons need and summaries do not hold.
struct FoldedRun {
  std::string path;
  RunResult result;
  std::vector<CellIdentity> cells;  ///< of `records`; more than the run's own when it was split
  std::vector<metrics::CellRecord> records;
};

/// Tags of samples by which a run can be split into finer cells.
[[nodiscard]] const std::vector<std::string>& splitting_tags();

/// Reads the run folder at `path`. With `split_by` (one of splitting_tags(), or empty) each cell
/// becomes one for each value of the tag, named by a label.
/// Errors: those of reading the run; kNotFound without its samples.
[[nodiscard]] core::Result<FoldedRun> fold_stored_run(const std::string& path,
                                                      const std::string& split_by = {});

/// The runs that a path stands for: a run folder, a folder of run folders, in order of their names.
/// Errors: kNotFound when it holds none.
[[nodiscard]] core::Result<std::vector<std::string>> run_folders_at(const std::string& path);

/// One side of a comparison: the runs at `path`, or those of a baseline file.
/// Errors: those of reading it, each naming the path.
[[nodiscard]] core::Result<std::vector<RunDigest>> load_digests(
    const std::string& path, std::span<const Comparand> also = {});

}  // namespace orbench::results
