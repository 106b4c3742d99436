#include "results/codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "results/cell_fields.h"
#include "results/compare/comparison_fields.h"
#include "results/read_document.h"
#include "results/run_fields.h"
#include "results/search_fields.h"

namespace orbench::results {
namespace {

using core::Json;

/// Sums over the cells, for those who do not want to add up.
void totals_fields(JsonOut& a, const Totals& sum) {
  fields(a, sum.counters);
  a("requests_per_s", sum.requests_per_s);
  a("good_per_s", sum.good_per_s);
  a("output_tokens_per_s", sum.output_tokens_per_s);
  a.object("warmup", sum.warmup);
}

template <class Archive>
void summary_fields(Archive& a, Is<RunResult> auto& result, Is<Verdict> auto& verdict) {
  a.derived("schema", std::string(kSummarySchema));
  a.nested("tool", [&](auto& tool) {
    tool.derived("name", std::string("orbench"));
    tool("version", result.tool_version);
    tool.derived("metrics", std::string(metrics::kDefinitionSet));
  });
  a.object("run", result.run);
  a("environment", result.environment);
  a("settings", result.settings);
  a.object("verdict", verdict);
  if constexpr (!Archive::kReads) {
    a.nested("totals", [&](JsonOut& child) { totals_fields(child, totals(result)); });
  }
  a.list("cells", result.cells,
         [](auto& child, auto& cell, std::size_t index) { cell_fields(child, cell, index); });
  a.list("comparisons", result.comparisons);
  a("timeline_interval_s", result.timeline_interval_s);
  a.list("timeline", result.timeline);
  a.list("checks", verdict.checks);
  a.object("budget", result.budget);
  if (Archive::kReads || !result.server_views.empty()) a.list("server_view", result.server_views);
  if (Archive::kReads || !result.published.empty()) a.list("published", result.published);
  a.list("searches", result.searches);
  a.object("client", result.client);
}

void read_summary(JsonIn& in, StoredRun& run) {
  std::string schema;
  in("schema", schema);
  if (schema != kSummarySchema) {
    return in.problem("schema", fmt::format("must be \"{}\": the file is no summary of a run, or "
                                            "one of another version of orbench",
                                            kSummarySchema));
  }
  in.require("run");
  in.require("verdict");
  in.require("cells");
  summary_fields(in, run.result, run.verdict);
}

}  // namespace

std::string encode_summary(const RunResult& result, const Verdict& verdict) {
  Json document;
  JsonOut out(document);
  summary_fields(out, result, verdict);
  return core::dumped(document, 2) + "\n";
}

core::Result<StoredRun> decode_summary(std::string_view text) {
  StoredRun run;
  const auto read = read_document(text, "summary.json", [&](JsonIn& in) { read_summary(in, run); });
  if (!read) return tl::unexpected(read.error());
  return run;
}

}  // namespace orbench::results
