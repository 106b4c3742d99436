#include "results/compare/stored_side.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "results/rebuild.h"
#include "results/run_folder.h"
#include "results/sample_log.h"
#include "results/summarize.h"

namespace orbench::results {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using core::Result;
using metrics::Sample;

std::string_view tag_value(const Sample& sample, std::string_view tag) {
  if (tag == "provider") return sample.provider;
  if (tag == "model_served") return sample.model;
  if (tag == "tier") return sample.tier;
  return sample.connection_reused ? "reused" : "new";
}

/// Gives every (cell, value of a tag) a cell of its own, in the order of their names.
class Splitting {
 public:
  explicit Splitting(std::string tag) : tag_(std::move(tag)) {}

  void see(const Sample& sample) {
    if (index_.size() < kMostCells) index_.emplace(key(sample), 0);
  }
  /// Numbers what was seen.
  void settle() {
    std::uint32_t next = 0;
    for (auto& [key, index] : index_) index = next++;
  }
  /// Empty for a value beyond the most that are kept apart.
  [[nodiscard]] const std::uint32_t* cell_of(const Sample& sample) const {
    const auto found = index_.find(key(sample));
    return found == index_.end() ? nullptr : &found->second;
  }
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [key, index] : index_) visit(key.first, key.second);
  }

 private:
  static constexpr std::size_t kMostCells = 1000;
  using Key = std::pair<std::uint32_t, std::string>;

  [[nodiscard]] Key key(const Sample& sample) const {
    return {sample.cell, tag_.empty() ? std::string() : std::string(tag_value(sample, tag_))};
  }

  std::string tag_;
  std::map<Key, std::uint32_t> index_;
};

bool is_run_folder(const fs::path& path) {
  std::error_code error;
  return fs::exists(RunFolder{path.string()}.samples(), error) ||
         fs::exists(RunFolder{path.string()}.summary(), error);
}

Result<std::vector<RunDigest>> digests_in_file(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  return decode_baseline(*text, path);
}

}  // namespace

const std::vector<std::string>& splitting_tags() {
  static const std::vector<std::string> tags = {"provider", "model_served", "tier", "connection"};
  return tags;
}

Result<FoldedRun> fold_stored_run(const std::string& path, const std::string& split_by) {
  auto loaded = load_or_rebuild_run(path);
  if (!loaded) return tl::unexpected(loaded.error());
  const auto samples = open_sample_log(RunFolder{path}.samples());
  if (!samples) return tl::unexpected(samples.error());
  FoldedRun out;
  out.path = path;
  out.result = std::move(loaded->run.result);

  // Without a tag every cell stays, those without a sample too.
  Splitting splitting(split_by);
  for (std::uint32_t i = 0; split_by.empty() && i < out.result.cells.size(); ++i) {
    Sample any;
    any.cell = i;
    splitting.see(any);
  }
  const auto known = [&out](const Sample& sample) { return sample.cell < out.result.cells.size(); };
  if (!split_by.empty()) {
    const auto seen = (*samples)->for_each([&](const Sample& sample) {
      if (known(sample)) splitting.see(sample);
    });
    if (!seen) return tl::unexpected(seen.error());
  }
  splitting.settle();
  std::vector<metrics::Recorder::CellPlan> plans;
  splitting.for_each([&](std::uint32_t cell, const std::string& value) {
    plans.push_back(replay_plan(out.result.cells[cell]));
    out.cells.push_back(out.result.cells[cell].identity);
    if (!split_by.empty()) {
      out.cells.back().labels.emplace_back(split_by, value.empty() ? "unknown" : value);
    }
  });
  metrics::Recorder recorder(plans);
  const auto folded = (*samples)->for_each([&](const Sample& sample) {
    if (!known(sample)) return;
    const std::uint32_t* cell = splitting.cell_of(sample);
    if (cell == nullptr) return;
    Sample moved = sample;
    moved.cell = *cell;
    recorder.add(moved);
  });
  if (!folded) return tl::unexpected(folded.error());
  out.records = std::move(recorder.cells());
  return out;
}

Result<std::vector<std::string>> run_folders_at(const std::string& path) {
  if (is_run_folder(path)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_run_folder(entry->path())) out.push_back(entry->path().string());
  }
  std::sort(out.begin(), out.end());
  if (!out.empty()) return out;
  return core::fail(ErrorCode::kNotFound,
                    fmt::format("{} is no run folder and holds none; give a folder that `orbench "
                                "run --out` has written",
                                path),
                    path);
}

Result<std::vector<RunDigest>> load_digests(const std::string& path,
                                            std::span<const Comparand> also) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return digests_in_file(path);
  const auto folders = run_folders_at(path);
  if (!folders) return tl::unexpected(folders.error());
  std::vector<RunDigest> out;
  for (const std::string& folder : *folders) {
    const auto run = fold_stored_run(folder);
    if (!run) return tl::unexpected(run.error());
    out.push_back(digest_run(run->result, run->records, also));
  }
  return out;
}

}  // namespace orbench::results
