#pragma once

#include <string>

#include "harness/core/result.h"
#include "results/codec.h"

namespace orbench::results {

/// Folds what a run left on disk into a result, by the code that folds a live run. For a run that
/// was killed before it could write its summary, or that is still going on.
/// samples.jsonl gives everything but `icl`, which histograms.hlog gives; scenario.json the
/// settings. What neither holds is said in the notes: what was in flight at the end, and providers'
/// `icl`; the client's loop lag and CPU share are empty.
/// The result is partial, its duration that of the last thing known to have happened.
/// Errors: those of reading the three files; kNotFound names the file without which it cannot be.
[[nodiscard]] core::Result<RunResult> rebuild_run(const std::string& folder);

struct LoadedRun {
  StoredRun run;        ///< without a verdict when rebuilt
  std::string rebuilt;  ///< why it was rebuilt, for people; empty = it is as it was stored
};
/// Reads a run folder (or a summary.json given directly). A folder without a summary, or with one
/// of another run than its samples, is rebuilt.
[[nodiscard]] core::Result<LoadedRun> load_or_rebuild_run(const std::string& path);

}  // namespace orbench::results
