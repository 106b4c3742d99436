#include "results/compare/run_digest.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "results/compare/paired_series.h"
#include "results/compare/run_digest_fields.h"
#include "results/compare/stored_terms.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using core::Json;

FigureDigest digest_figure(const metrics::CellRecord& record, const metrics::BlockRecord& whole,
                           const Comparand& comparand) {
  FigureDigest out;
  const std::vector<double> blocks = block_figures(record, comparand);
  const Moments of = moments(blocks);
  out.value = *figure_of(whole, comparand);
  out.mean = of.mean;
  out.sd = of.sd;
  out.blocks = static_cast<std::int64_t>(blocks.size());
  out.n = value_count(whole, comparand);
  return out;
}

std::vector<Comparand> all_comparands(std::span<const Comparand> also) {
  std::vector<Comparand> out;
  const auto add = [&out](std::span<const Comparand> more) {
    for (const Comparand& one : more) {
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    }
  };
  add(default_primary());
  add(default_primary_of_plain());
  add(secondary_comparands());
  add(also);
  return out;
}

}  // namespace

RunDigest digest_run(const RunResult& result, std::span<const metrics::CellRecord> records,
                     std::span<const Comparand> also) {
  RunDigest out;
  out.id = result.run.id;
  out.name = result.run.name;
  out.version = result.tool_version;
  out.seed = result.run.seed;
  out.against_mock = was_against_mock(result.settings.get());
  const std::vector<Comparand> comparands = all_comparands(also);
  for (std::size_t i = 0; i < std::min(records.size(), result.cells.size()); ++i) {
    CellDigest cell;
    cell.identity = result.cells[i].identity;
    metrics::BlockRecord whole;
    for (const metrics::BlockRecord& block : records[i].blocks) {
      whole.counters.merge(block.counters);
      whole.ok.merge(block.ok);
    }
    cell.counters = whole.counters;
    for (const Comparand& comparand : comparands) {
      if (!figure_of(whole, comparand)) continue;
      const FigureDigest figure = digest_figure(records[i], whole, comparand);
      if (figure.blocks > 0) cell.figures.emplace(comparand.text, figure);
    }
    out.cells.push_back(std::move(cell));
  }
  return out;
}

std::string encode_baseline(std::span<const RunDigest> runs) {
  Json document;
  JsonOut out(document);
  out("schema", std::string(kBaselineSchema));
  out.list("runs", std::vector<RunDigest>(runs.begin(), runs.end()),
           [](JsonOut& child, const RunDigest& run, std::size_t) { fields(child, run); });
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

core::Result<std::vector<RunDigest>> decode_baseline(std::string_view text,
                                                     const std::string& path) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, path, source, diagnostics);
  if (document == nullptr || !diagnostics.ok()) {
    core::Error error = diagnostics.errors().front();
    error.code = ErrorCode::kParse;
    return tl::unexpected(std::move(error));
  }
  JsonIn::State state;
  JsonIn in(*document, state);
  std::string schema;
  std::vector<RunDigest> runs;
  in("schema", schema);
  if (schema == kBaselineSchema) {
    in.list("runs", runs, [](JsonIn& child, RunDigest& run, std::size_t) { fields(child, run); });
    if (runs.empty() && !state.problem) in.problem("runs", "holds no run to compare with");
  } else {
    in.problem("schema", fmt::format("must be \"{}\": `orbench baseline` writes such files",
                                     kBaselineSchema));
  }
  if (!state.problem) return runs;
  return core::fail(ErrorCode::kParse,
                    fmt::format("{} {} {}", path, state.problem->pointer, state.problem->message),
                    source.locate(state.problem->pointer));
}

const CellDigest* find_cell(const RunDigest& run, const CellIdentity& identity) {
  const auto found =
      std::find_if(run.cells.begin(), run.cells.end(), [&identity](const CellDigest& cell) {
        return cell.identity.workload == identity.workload &&
               cell.identity.labels == identity.labels;
      });
  return found == run.cells.end() ? nullptr : &*found;
}

}  // namespace orbench::results
