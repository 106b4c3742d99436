#include "results/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "harness/core/clock.h"
#include "results/discovery_codec.h"
#include "results/file_descriptor.h"

namespace orbench::results {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;

constexpr std::size_t kMaxNameBytes = 80;

/// Letters, digits and `._-` stay; a leading dot would hide the folder.
std::string file_name_of(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, kMaxNameBytes)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool kept =
        letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || (c == '.' && !out.empty());
    out += kept ? c : '-';
  }
  return out.empty() ? "run" : out;
}

/// `20260131T120000Z`: sorts by time and needs no quoting.
std::string compact_utc(double wall_seconds) {
  std::string text = core::iso8601_utc(std::floor(wall_seconds));
  text.resize(std::min(text.find('.'), text.size()));
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  return text + "Z";
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

tl::unexpected<core::Error> taken(const std::string& path) {
  return core::fail(ErrorCode::kIo,
                    fmt::format("{} already holds a run, which is never overwritten; choose "
                                "another --out or move it away",
                                path),
                    path);
}

}  // namespace

core::Result<RunFolder> create_run_folder(const std::string& path) {
  RunFolder folder{path};
  std::error_code error;
  fs::create_directories(path, error);
  if (error || !fs::is_directory(path, error)) {
    const int number = error ? error.value() : ENOTDIR;
    return io_failure("cannot create the run folder", path, number,
                      "choose another --out or make its parent writable");
  }
  for (const std::string& file :
       {folder.scenario(), folder.summary(), folder.samples(), folder.histograms()}) {
    if (exists(file)) return taken(path);
  }
  // Creating the log is the claim: of two runs that start together on one folder, one succeeds.
  const FileDescriptor claim = create_file(folder.log(), true);
  if (claim.is_open()) return folder;
  if (errno == EEXIST) return taken(path);
  return io_failure("cannot write into the run folder", path, errno,
                    "choose another --out or free some space");
}

std::string default_run_path(std::string_view name, double wall_seconds) {
  const std::string stem =
      fmt::format("results/runs/{}-{}", compact_utc(wall_seconds), file_name_of(name));
  std::string path = stem;
  for (int n = 2; exists(path); ++n) path = fmt::format("{}-{}", stem, n);
  return path;
}

core::Result<StoredRun> load_run(const std::string& path) {
  std::error_code error;
  const bool is_folder = fs::is_directory(path, error);
  const std::string file = is_folder ? RunFolder{path}.summary() : path;
  const core::Result<std::string> text = read_file(file);
  if (!text) {
    core::Error problem = text.error();
    if (problem.code == ErrorCode::kNotFound && is_folder) {
      problem.message = fmt::format(
          "{} holds no summary.json: it is no run folder, or the run did not finish", path);
    }
    return tl::unexpected(std::move(problem));
  }
  core::Result<StoredRun> run = decode_summary(*text);
  if (!run) {
    core::Error& problem = run.error();
    problem.message = fmt::format("{} cannot be read: {}", file, problem.message);
  }
  return run;
}

core::Result<void> load_discovery(const RunFolder& folder, RunResult& result) {
  const core::Result<std::string> text = read_file(folder.discovery());
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return {};
    return tl::unexpected(text.error());
  }
  core::Result<Discovery> discovery = decode_discovery(*text);
  if (!discovery) return tl::unexpected(discovery.error());
  result.discovery = std::move(*discovery);
  return {};
}

}  // namespace orbench::results
