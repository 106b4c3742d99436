#pragma once

#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "results/codec.h"

namespace orbench::results {

/// The files of one run. All are created with mode 0600.
struct RunFolder {
  std::string path;
  [[nodiscard]] std::string scenario() const { return path + "/scenario.json"; }
  [[nodiscard]] std::string summary() const { return path + "/summary.json"; }
  [[nodiscard]] std::string samples() const { return path + "/samples.jsonl"; }
  [[nodiscard]] std::string histograms() const { return path + "/histograms.hlog"; }
  [[nodiscard]] std::string discovery() const { return path + "/discovery.json"; }
  [[nodiscard]] std::string log() const { return path + "/run.log"; }
};

/// Makes the folder (parents too). A folder that already holds a run is refused, never overwritten.
/// Errors: kIo with the path and what to do.
[[nodiscard]] core::Result<RunFolder> create_run_folder(const std::string& path);
/// `<UTC time>-<name>` under `results/runs`, made unique by a counter when taken.
[[nodiscard]] std::string default_run_path(std::string_view name, double wall_seconds);
/// Writes a whole file by a temporary name and a rename, so that readers never see half of it.
[[nodiscard]] core::Result<void> write_file(const std::string& path, std::string_view text);
/// Errors: kNotFound, kIo, kTooLarge above `max_bytes`.
[[nodiscard]] core::Result<std::string> read_file(const std::string& path,
                                                  std::size_t max_bytes = 256U << 20U);
/// Reads the summary of a run folder (or of a summary.json given directly).
[[nodiscard]] core::Result<StoredRun> load_run(const std::string& path);

/// Reads discovery.json into the result, where the run has one.
/// Errors: kIo, kTooLarge, kParse.
[[nodiscard]] core::Result<void> load_discovery(const RunFolder& folder, RunResult& result);

}  // namespace orbench::results
