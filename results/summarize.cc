#include "results/summarize.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "results/steadiness.h"

namespace orbench::results {
namespace {

using metrics::CellRecord;
using metrics::Distribution;
using metrics::Histogram;
using metrics::MetricId;
using metrics::MetricInfo;

/// Keeps the metrics that have something to say: values, or values that should be there.
template <class Summarize>
MetricSummaries each_metric(Summarize summarize) {
  MetricSummaries out;
  for (const MetricInfo& metric : metrics::all_metrics()) {
    Distribution distribution = summarize(metric);
    if (distribution.count == 0 && distribution.undefined == 0) continue;
    out.emplace(metric.id, std::move(distribution));
  }
  return out;
}

/// Of the failed alone: nothing among them is ok, so pQ_all is the plain quantile.
MetricSummaries failed_metrics(const metrics::MetricSet& failed) {
  return each_metric([&](const MetricInfo& metric) {
    const Histogram* histogram = failed.find(metric.id);
    if (histogram == nullptr) return Distribution{};
    return summarize_histogram(*histogram, metric.unit, metric.better == metrics::Better::kHigher,
                               0);
  });
}

std::optional<double> median_ms(const metrics::MetricSet& set, MetricId id) {
  const Histogram* histogram = set.find(id);
  if (histogram == nullptr || histogram->empty()) return std::nullopt;
  return summarize_histogram(*histogram, metrics::metric_info(id).unit, false, 0).find(50)->value;
}

BlockSummary summarize_block(const metrics::BlockRecord& block) {
  BlockSummary out;
  out.sent = block.counters.sent();
  out.ok = block.counters.ok();
  out.errors = block.counters.errors();
  out.ttft_p50 = median_ms(block.ok, MetricId::ttft);
  out.e2e_p50 = median_ms(block.ok, MetricId::e2e);
  return out;
}

std::vector<metrics::ErrorRecord> errors_by_count(const CellRecord& cell) {
  std::vector<metrics::ErrorRecord> out;
  for (const auto& [key, record] : cell.errors) out.push_back(record);
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return out;
}

/// What was asked for beside what was billed, for requests with generated text.
std::optional<std::string> text_tokens_note(const CellResult& cell) {
  const auto billed = cell.metrics.find(metrics::MetricId::prompt_tokens);
  if (!cell.identity.text_tokens || billed == cell.metrics.end() || billed->second.count == 0) {
    return std::nullopt;
  }
  return fmt::format(
      "${{text:…}} asked for {} prompt tokens a request; {:.0f} were billed for the "
      "whole prompt on average",
      metrics::format_count(*cell.identity.text_tokens), billed->second.mean);
}

CellResult summarize_cell(const CellRecord& cell, const CellIdentity& identity,
                          std::optional<double> offered_rps) {
  CellResult out;
  out.identity = identity;
  out.counters = cell.counters();
  out.warmup = cell.warmup;
  out.figures = summarize_figures(cell, offered_rps);
  out.metrics =
      each_metric([&](const MetricInfo& metric) { return summarize_metric(cell, metric.id); });
  out.failed_metrics = failed_metrics(cell.failed);
  for (const metrics::BlockRecord& block : cell.blocks) {
    out.blocks.push_back(summarize_block(block));
  }
  for (const auto& entry : cell.providers) {
    const metrics::ProviderRecord& record = entry.second;
    ProviderSummary provider;
    provider.counters = record.counters;
    provider.metrics = each_metric([&](const MetricInfo& metric) {
      return summarize_provider_metric(cell, record, metric.id);
    });
    out.providers.emplace(entry.first, std::move(provider));
  }
  out.errors = errors_by_count(cell);
  out.notes = steadiness_notes(cell, out.figures);
  if (auto note = text_tokens_note(out)) out.notes.push_back(std::move(*note));
  return out;
}

}  // namespace

std::vector<CellResult> summarize_cells(const metrics::Recorder& recorder,
                                        std::span<const CellIdentity> identities,
                                        std::span<const std::optional<double>> offered_rps) {
  std::vector<CellResult> out;
  const std::vector<CellRecord>& cells = recorder.cells();
  out.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out.push_back(summarize_cell(cells[i], identities[i], offered_rps[i]));
  }
  return out;
}

std::vector<TimelineRow> summarize_timeline(const metrics::Timeline& timeline) {
  std::vector<TimelineRow> rows;
  rows.reserve(timeline.points().size());
  const double interval_s = core::to_seconds(timeline.interval());
  std::int64_t in_flight = 0;
  for (const metrics::TimelinePoint& point : timeline.points()) {
    in_flight += point.started - point.ended;
    TimelineRow row;
    row.at_s = interval_s * static_cast<double>(rows.size());
    row.started = point.started;
    row.ended = point.ended;
    row.in_flight = in_flight;
    row.errors = point.errors;
    row.cost_usd = point.cost.dollars();
    if (!point.ttft.empty()) {
      const Distribution ttft =
          summarize_histogram(point.ttft, metrics::Unit::kMilliseconds, false, 0);
      row.ttft_p50 = ttft.find(50)->value;
      row.ttft_p95 = ttft.find(95)->value;
    }
    rows.push_back(row);
  }
  return rows;
}

SystemFigures summarize_figures(const CellRecord& cell, std::optional<double> offered_rps) {
  SystemFigures out;
  const core::Duration end =
      std::max(cell.window.start, cell.window.end.value_or(cell.last_closed));
  out.window_start_s = core::to_seconds(cell.window.start);
  out.window_end_s = core::to_seconds(end);
  out.offered_rps = offered_rps;
  out.in_flight_max = cell.max_in_flight;
  const double length_s = core::to_seconds(end - cell.window.start);
  if (length_s <= 0) return out;
  const metrics::Counters counters = cell.counters();
  out.requests_per_s = static_cast<double>(cell.ended_in_window) / length_s;
  out.good_per_s = static_cast<double>(cell.good_in_window) / length_s;
  out.output_tokens_per_s = cell.output_tokens_in_window / length_s;
  out.cost_per_hour = counters.cost.dollars() / length_s * 3600;
  out.achieved_rps = static_cast<double>(counters.sent()) / length_s;
  out.in_flight_mean = core::to_seconds(cell.busy_in_window) / length_s;
  return out;
}

}  // namespace orbench::results
