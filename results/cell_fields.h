#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/metric_fields.h"
#include "results/run_result.h"

/// The keys of a cell (see metric_fields.h).
namespace orbench::results {

/// `w0-123`: the id of a measured request in its cell, as sample_id() writes it.
[[nodiscard]] std::string evidence_id(std::size_t cell, std::uint64_t seq);
[[nodiscard]] std::optional<std::uint64_t> seq_of_evidence_id(std::string_view id);

template <class Archive>
void fields(Archive& a, Is<RoutingIdentity> auto& routing) {
  a("asked", routing.asked);
  a("control", routing.control);
  a("is_control", routing.is_control);
  a("deals", routing.deals);
  a("turns", routing.turns);
}

template <class Archive>
void fields(Archive& a, Is<CellIdentity> auto& identity) {
  a("workload", identity.workload);
  a("endpoint", identity.endpoint);
  a("model", identity.model);
  a("labels", identity.labels);
  a("open_loop", identity.open_loop);
  a("load_text", identity.load);
  a("text_tokens", identity.text_tokens);
  a.object("routing", identity.routing);
}

template <class Archive>
void fields(Archive& a, Is<SystemFigures> auto& figures) {
  a("window_start_s", figures.window_start_s);
  a("window_end_s", figures.window_end_s);
  a("offered_rps", figures.offered_rps);
  a("achieved_rps", figures.achieved_rps);
  a("requests_per_s", figures.requests_per_s);
  a("good_per_s", figures.good_per_s);
  a("output_tokens_per_s", figures.output_tokens_per_s);
  a("cost_per_hour_usd", figures.cost_per_hour);
  a.nested("in_flight", [&](auto& in_flight) {
    in_flight("mean", figures.in_flight_mean);
    in_flight("max", figures.in_flight_max);
  });
}

template <class Archive>
void fields(Archive& a, Is<BlockSummary> auto& block) {
  a("sent", block.sent);
  a("ok", block.ok);
  a("errors", block.errors);
  a("ttft_p50_ms", block.ttft_p50);
  a("e2e_p50_ms", block.e2e_p50);
}

template <class Archive>
void fields(Archive& a, Is<ProviderSummary> auto& provider) {
  a.object("requests", provider.counters);
  a.object("metrics", provider.metrics);
}

/// The evidence is written as sample ids, which need the cell's index.
template <class Archive>
void error_fields(Archive& a, Is<metrics::ErrorRecord> auto& error, std::size_t cell) {
  a.named(
      "outcome", error.outcome, [](core::Outcome outcome) { return core::to_string(outcome); },
      core::outcome_from_name);
  a("status", error.status);
  a("message", error.message);
  a("count", error.count);
  std::vector<std::string> ids;
  for (const std::uint64_t seq : error.sample_seqs) ids.push_back(evidence_id(cell, seq));
  a("samples", ids);
  if constexpr (Archive::kReads) {
    for (const std::string& id : ids) {
      const std::optional<std::uint64_t> seq = seq_of_evidence_id(id);
      if (!seq) return a.problem("samples", "\"" + id + "\" is no sample id");
      error.sample_seqs.push_back(*seq);
    }
  }
}

template <class Archive>
void cell_fields(Archive& a, Is<CellResult> auto& cell, std::size_t index) {
  fields(a, cell.identity);
  a.object("requests", cell.counters);
  a.object("warmup", cell.warmup);
  a.object("load", cell.figures);
  a.object("metrics", cell.metrics);
  a.object("failed_metrics", cell.failed_metrics);
  a.list("blocks", cell.blocks);
  a.map("providers", cell.providers);
  a.list("errors", cell.errors,
         [&](auto& child, auto& error, std::size_t) { error_fields(child, error, index); });
  a("notes", cell.notes);
}

}  // namespace orbench::results
