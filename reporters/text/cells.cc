#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/terminal_text.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {
namespace {

using metrics::format_number;
using metrics::MetricId;

constexpr const char* kTtft = "TTFT ms";
constexpr const char* kItl = "ITL ms";
constexpr const char* kRate = "tok/s";
constexpr const char* kE2e = "e2e ms";

// Priorities: what a comparison of providers can miss most easily has the highest number.
std::vector<Column> figure_columns() {
  return {{"", "", Align::kLeft},
          {"n"},
          {"ok", "", Align::kRight, 5},
          {"errors"},
          {"p50", kTtft},
          {"95%", kTtft, Align::kLeft, 2, 1},
          {"p95", kTtft},
          {"95%", kTtft, Align::kLeft, 6, 1},
          {"p95 all", kTtft, Align::kRight, 7},
          {"p99", kTtft, Align::kRight, 8},
          {"p50", kItl},
          {"p95", kItl, Align::kRight, 9},
          {"p50", kRate},
          {"p50", kE2e, Align::kRight, 1},
          {"95%", kE2e, Align::kLeft, 10, 1},
          {"p95", kE2e, Align::kRight, 4},
          {"cost", "", Align::kRight, 3}};
}

/// One line of figures: a cell, or a provider inside it.
struct Figures {
  std::string label;
  const metrics::Counters& counters;
  const results::MetricSummaries& metrics;
};

std::vector<TableCell> figure_cells(const Figures& figures) {
  const metrics::Counters& counters = figures.counters;
  const auto* ttft = find_metric(figures.metrics, MetricId::ttft);
  const auto* itl = find_metric(figures.metrics, MetricId::itl);
  const auto* rate = find_metric(figures.metrics, MetricId::output_tps);
  const auto* e2e = find_metric(figures.metrics, MetricId::e2e);
  const bool failed = counters.errors() > 0;
  const std::string cost =
      counters.cost == core::Usd{} ? kNoFigure : metrics::format_usd(counters.cost.dollars());
  return {{figures.label},
          {metrics::format_count(counters.sent())},
          {metrics::format_count(counters.ok())},
          {metrics::format_count(counters.errors()), failed ? Tone::kBad : Tone::kDim},
          {quantile_text(ttft, 50), Tone::kStrong},
          {interval_text(ttft, 50), Tone::kDim},
          {quantile_text(ttft, 95), Tone::kStrong},
          {interval_text(ttft, 95), Tone::kDim},
          // Without failures it is the p95 beside it.
          {failed ? all_quantile_text(ttft, 95) : ""},
          {quantile_text(ttft, 99)},
          {quantile_text(itl, 50)},
          {quantile_text(itl, 95)},
          {quantile_text(rate, 50)},
          {quantile_text(e2e, 50)},
          {interval_text(e2e, 50), Tone::kDim},
          {quantile_text(e2e, 95)},
          {cost}};
}

std::string load_line(const results::CellResult& cell) {
  const results::SystemFigures& figures = cell.figures;
  std::vector<std::string> parts = {cell.identity.load};
  if (cell.identity.open_loop) {
    if (figures.offered_rps) {
      parts.push_back(fmt::format("offered {}/s, achieved {}/s",
                                  format_number(*figures.offered_rps),
                                  format_number(figures.achieved_rps)));
    } else {
      parts.push_back(fmt::format("achieved {}/s", format_number(figures.achieved_rps)));
    }
    const auto* response = find_metric(cell.metrics, MetricId::response_time);
    if (response != nullptr) {
      parts.push_back("response time p95 " + quantile_with_unit(response, 95));
    }
  } else {
    parts.emplace_back("service times, closed loop");
    parts.push_back(format_number(figures.requests_per_s) + " req/s");
  }
  parts.push_back(fmt::format("{} tok/s out", format_number(figures.output_tokens_per_s)));
  parts.push_back(fmt::format("in flight {}, at most {}", format_number(figures.in_flight_mean),
                              metrics::format_count(figures.in_flight_max)));
  return joined(parts);
}

/// The provider that served every request of a cell; empty when there were several or unknown ones.
std::string only_provider(const results::CellResult& cell) {
  if (cell.providers.size() != 1) return {};
  const auto& [name, summary] = *cell.providers.begin();
  return summary.counters.sent() == cell.counters.sent() ? name : std::string{};
}

/// By name, so that cells read alike; requests that ended before a provider was named come last.
void add_providers(const results::CellResult& cell, Table& table) {
  if (cell.providers.size() < 2) return;
  const auto add = [&table](const std::string& label, const results::ProviderSummary& provider) {
    table.row(figure_cells({"    " + label, provider.counters, provider.metrics}));
  };
  for (const auto& [name, provider] : cell.providers) {
    if (!name.empty()) add(printable(name), provider);
  }
  const auto unknown = cell.providers.find("");
  if (unknown != cell.providers.end()) add("(unknown)", unknown->second);
}

void add_cell(const results::CellResult& cell, bool with_model, Table& table) {
  table.heading(printable(cell_name(cell.identity, with_model)), Tone::kStrong);
  table.heading(printable(load_line(cell)), Tone::kDim);
  const std::string only = printable(only_provider(cell));
  table.row(figure_cells({"  " + (only.empty() ? "all" : only), cell.counters, cell.metrics}));
  if (only.empty()) add_providers(cell, table);
  constexpr int kUnderTheCell = 2;
  for (const std::string& note : cell.notes) {
    table.heading("! " + printable(note), Tone::kWarn, kUnderTheCell);
  }
}

}  // namespace

void write_cells(const ReportInput& input, Page& page) {
  const std::vector<results::CellResult>& cells = input.result.cells;
  if (cells.empty()) return;
  page.title("Figures by cell and provider");
  const bool with_model = models_differ(cells);
  Table table(figure_columns());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) table.blank();
    add_cell(cells[i], with_model, table);
  }
  page.table(table);
}

}  // namespace orbench::reporters::text
