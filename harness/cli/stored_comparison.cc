#include "harness/cli/stored_comparison.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "results/compare/compare_cells.h"
#include "results/compare/compare_requests.h"
#include "results/compare/compare_runs.h"
#include "results/compare/stored_side.h"
#include "results/compare/stored_terms.h"
#include "results/run_folder.h"
#include "results/sample_log.h"

namespace orbench::cli {
namespace {

using core::ErrorCode;
using core::Result;
using results::Comparison;
using results::ComparisonTerms;
using results::FoldedRun;

ComparisonTerms terms_of(const FoldedRun& run, const TermFlags& flags) {
  const auto stored = results::stored_terms(run.result.settings.get(), run.cells);
  ComparisonTerms terms = stored.empty() ? ComparisonTerms{} : stored.front();
  set_terms(flags, terms);
  return terms;
}

bool is_splitting(const std::string& tag) {
  const auto& tags = results::splitting_tags();
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::vector<std::string> tags_of(const FoldedRun& run) {
  std::vector<std::string> out = results::splitting_tags();
  for (const results::CellIdentity& cell : run.cells) {
    for (const auto& [name, value] : cell.labels) {
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    }
  }
  return out;
}

bool is_single_run(const std::string& path) {
  std::error_code error;
  const auto folders = results::run_folders_at(path);
  return !std::filesystem::is_regular_file(path, error) && folders && folders->size() == 1;
}

/// Nothing when the two runs cannot be paired by request.
Result<std::optional<Comparison>> paired_by_request(const std::string& base,
                                                    const std::string& candidate,
                                                    const TermFlags& flags) {
  std::optional<Comparison> none;
  if (!is_single_run(base) || !is_single_run(candidate)) return none;
  const auto left = results::fold_stored_run(results::run_folders_at(base)->front());
  if (!left) return tl::unexpected(left.error());
  const auto right = results::fold_stored_run(results::run_folders_at(candidate)->front());
  if (!right) return tl::unexpected(right.error());
  const auto against_mock = [](const FoldedRun& run) {
    return results::was_against_mock(run.result.settings.get());
  };
  if (!against_mock(*left) || !against_mock(*right)) return none;
  if (left->result.run.seed != right->result.run.seed) return none;
  const auto of_base = results::open_sample_log(results::RunFolder{left->path}.samples());
  if (!of_base) return tl::unexpected(of_base.error());
  const auto of_candidate = results::open_sample_log(results::RunFolder{right->path}.samples());
  if (!of_candidate) return tl::unexpected(of_candidate.error());
  auto found = results::compare_requests({left->cells, **of_base}, {right->cells, **of_candidate},
                                         terms_of(*right, flags), right->result.run.seed);
  if (!found) return tl::unexpected(found.error());
  if (found->pairs.empty()) return none;
  return std::optional(*std::move(found));
}

Result<std::vector<results::RunDigest>> split_digests(const std::string& path,
                                                      const std::string& tag,
                                                      const TermFlags& flags) {
  const auto folders = results::run_folders_at(path);
  if (!folders) return tl::unexpected(folders.error());
  std::vector<results::RunDigest> out;
  for (const std::string& folder : *folders) {
    auto run = results::fold_stored_run(folder, tag);
    if (!run) return tl::unexpected(run.error());
    // The run's own cells give way to the finer ones.
    run->result.cells.resize(run->cells.size());
    for (std::size_t i = 0; i < run->cells.size(); ++i) {
      run->result.cells[i].identity = run->cells[i];
    }
    out.push_back(results::digest_run(run->result, run->records, flags.primary));
  }
  return out;
}

Result<std::vector<results::RunDigest>> digests(const std::string& path, const std::string& tag,
                                                const TermFlags& flags) {
  return tag.empty() ? results::load_digests(path, flags.primary) : split_digests(path, tag, flags);
}

/// Of runs: as given, on the defaults of what they ran against.
ComparisonTerms terms_of(const results::RunDigest& run, const TermFlags& flags) {
  constexpr double kGateOfRuns = 0.10;
  ComparisonTerms terms = results::default_terms(run.against_mock);
  terms.detect = kGateOfRuns;
  set_terms(flags, terms);
  return terms;
}

}  // namespace

Result<std::vector<Comparison>> compare_inside(const std::string& run, const std::string& tag,
                                               const TermFlags& flags) {
  const auto folded = results::fold_stored_run(run, is_splitting(tag) ? tag : std::string());
  if (!folded) return tl::unexpected(folded.error());
  const results::Pairs pairs = results::pair_by_label(folded->cells, tag);
  if (pairs.pairs.empty()) {
    return core::fail(ErrorCode::kInvalidArgument,
                      fmt::format("no two cells of {} differ in \"{}\" alone{}", run, tag,
                                  core::suggest(tag, tags_of(*folded))),
                      "--by " + tag);
  }
  std::vector<results::ComparedCell> cells;
  for (std::size_t i = 0; i < folded->cells.size(); ++i) {
    cells.push_back({folded->cells[i], &folded->records[i]});
  }
  ComparisonTerms terms = terms_of(*folded, flags);
  // The looks were planned for the cells that the run was about.
  if (is_splitting(tag)) terms.stop.reset();
  Comparison found = results::compare_in_looks(cells, pairs.pairs, terms, folded->result.run.seed);
  if (is_splitting(tag) && folded->result.run.stopped_by == "decided") {
    found.notes.emplace_back(
        "the run ended early, for what it had found: a difference here is a little less sure than "
        "alpha says");
  }
  return std::vector<Comparison>{std::move(found)};
}

Result<std::vector<Comparison>> compare_sides(const std::string& base, const std::string& candidate,
                                              const std::string& tag, const TermFlags& flags) {
  if (!tag.empty() && !is_splitting(tag)) {
    return core::fail(ErrorCode::kInvalidArgument,
                      fmt::format("two runs are compared cell by cell; \"{}\" can split cells only "
                                  "inside one run{}",
                                  tag, core::suggest(tag, results::splitting_tags())),
                      "--by " + tag);
  }
  std::vector<Comparison> out;
  const auto left = digests(base, tag, flags);
  if (!left) return tl::unexpected(left.error());
  const auto right = digests(candidate, tag, flags);
  if (!right) return tl::unexpected(right.error());
  if (tag.empty()) {
    auto paired = paired_by_request(base, candidate, flags);
    if (!paired) return tl::unexpected(paired.error());
    if (*paired) out.push_back(**std::move(paired));
  }
  out.push_back(results::compare_runs(*left, *right, terms_of(right->front(), flags)));
  return out;
}

}  // namespace orbench::cli
