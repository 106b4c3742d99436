#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string_view>

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
constexpr const char* kResponse = "response ms";

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
          {"p95", kResponse, Align::kRight, 5},
          {"cost", "", Align::kRight, 3}};
}

/// One line of figures: a cell, or a provider inside it.
struct Figures {
  std::string label;
  bool open_loop;
  const metrics::Counters& counters;
  const results::MetricSummaries& metrics;
};

std::vector<TableCell> figure_cells(const Figures& figures) {
  const metrics::Counters& counters = figures.counters;
  const auto* ttft = find_metric(figures.metrics, MetricId::ttft);
  const auto* itl = find_metric(figures.metrics, MetricId::itl);
  const auto* rate = find_metric(figures.metrics, MetricId::output_tps);
  const auto* e2e = find_metric(figures.metrics, MetricId::e2e);
  const auto* response = find_metric(figures.metrics, MetricId::response_time);
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
          // Only an open loop knows how long a request waited to be sent.
          {figures.open_loop ? quantile_text(response, 95) : ""},
          {cost}};
}

/// Neighbouring cells of one workload: they share its load, so its rates are said once.
using WorkloadCells = std::span<const results::CellResult>;

/// What the load asked for and what came of it, summed over the workload's cells.
std::string load_line(WorkloadCells cells) {
  results::SystemFigures sum;
  std::optional<double> offered;  // a search offers what it decides
  for (const results::CellResult& cell : cells) {
    if (cell.figures.offered_rps) offered = offered.value_or(0) + *cell.figures.offered_rps;
    sum.achieved_rps += cell.figures.achieved_rps;
    sum.requests_per_s += cell.figures.requests_per_s;
    sum.output_tokens_per_s += cell.figures.output_tokens_per_s;
    sum.in_flight_mean += cell.figures.in_flight_mean;
    // Kept for the whole workload, so each cell says the same.
    sum.in_flight_max = std::max(sum.in_flight_max, cell.figures.in_flight_max);
  }
  const results::CellIdentity& identity = cells.front().identity;
  std::vector<std::string> parts = {identity.load};
  if (identity.open_loop) {
    const std::string achieved = format_number(sum.achieved_rps) + "/s achieved";
    parts.push_back(offered ? fmt::format("{}/s offered, {}", format_number(*offered), achieved)
                            : achieved);
  } else {
    parts.emplace_back("service times");
    parts.push_back(format_number(sum.requests_per_s) + " req/s");
  }
  parts.push_back(format_number(sum.output_tokens_per_s) + " tok/s out");
  parts.push_back(fmt::format("in flight {}, max {}", format_number(sum.in_flight_mean),
                              metrics::format_count(sum.in_flight_max)));
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
  const auto add = [&](const std::string& label, const results::ProviderSummary& provider) {
    table.row(figure_cells(
        {"    " + label, cell.identity.open_loop, provider.counters, provider.metrics}));
  };
  for (const auto& [name, provider] : cell.providers) {
    if (!name.empty()) add(printable(name), provider);
  }
  const auto unknown = cell.providers.find("");
  if (unknown != cell.providers.end()) add("(unknown)", unknown->second);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// What tells the cell from its neighbours, and who served it if that was one provider and the
/// labels do not say so already.
std::string row_label(const results::CellResult& cell, bool with_model) {
  const std::string name = cell_labels(cell.identity, with_model);
  const std::string provider = only_provider(cell);
  if (provider.empty() || contains_ignoring_case(name, provider)) return name;
  return fmt::format("{} ({})", name, provider);
}

/// What a reply has that is not made of tokens; empty for one that is.
std::string other_figures(const results::MetricSummaries& metrics) {
  struct Other {
    MetricId id;
    const char* label;
  };
  constexpr std::array kOthers = std::to_array<Other>({{MetricId::first_image, "first image"},
                                                       {MetricId::first_body, "first sound"},
                                                       {MetricId::audio_rate, "audio rate"},
                                                       {MetricId::rtf, "real-time factor"},
                                                       {MetricId::items_per_s, "items"},
                                                       {MetricId::input_tps, "input"}});
  std::vector<std::string> parts;
  for (const auto& [id, label] : kOthers) {
    const auto* const figure = find_metric(metrics, id);
    if (figure == nullptr) continue;
    parts.push_back(fmt::format("{} p50 {}", label, quantile_with_unit(figure, 50)));
  }
  return joined(parts);
}

void add_workload(WorkloadCells cells, Table& table) {
  const bool with_model = models_differ(cells);
  std::string title = cells.front().identity.workload;
  if (!with_model) title = joined({title, cells.front().identity.model});
  table.heading(printable(title), Tone::kStrong);
  table.heading(printable(load_line(cells)), Tone::kDim);
  for (const results::CellResult& cell : cells) {
    table.row(figure_cells({"  " + printable(row_label(cell, with_model)), cell.identity.open_loop,
                            cell.counters, cell.metrics}));
    constexpr int kUnderTheCell = 2;
    const std::string others = other_figures(cell.metrics);
    if (!others.empty()) table.heading(others, Tone::kDim, kUnderTheCell);
    add_providers(cell, table);
    for (const std::string& note : cell.notes) {
      table.heading("! " + printable(note), Tone::kWarn, kUnderTheCell);
    }
  }
}

}  // namespace

void write_cells(const ReportInput& input, Page& page) {
  const std::vector<results::CellResult>& cells = input.result.cells;
  if (cells.empty()) return;
  page.title("Figures by cell and provider");
  Table table(figure_columns());
  for (std::size_t from = 0; from < cells.size();) {
    std::size_t to = from + 1;
    while (to < cells.size() && cells[to].identity.workload == cells[from].identity.workload) ++to;
    if (from > 0) table.blank();
    add_workload(WorkloadCells(cells).subspan(from, to - from), table);
    from = to;
  }
  page.table(table);
}

}  // namespace orbench::reporters::text
