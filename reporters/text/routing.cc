#include <optional>
#include <string>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "reporters/terminal_text.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {
namespace {

using results::Agreement;
using results::PublishedFigure;
using results::ServerView;

std::string ms(const std::optional<double>& value) {
  return value ? metrics::format_value(metrics::Unit::kMilliseconds, *value) : "";
}

std::string figure(const PublishedFigure& of, const std::optional<double>& value) {
  if (!value) return "";
  const bool is_latency = of.metric == "ttft";
  return metrics::format_value(
      is_latency ? metrics::Unit::kMilliseconds : metrics::Unit::kTokensPerSecond, *value);
}

std::string range(const PublishedFigure& of, const std::optional<double>& lo,
                  const std::optional<double>& hi) {
  if (!lo || !hi) return "";
  const std::string low = figure(of, lo);
  const std::string high = figure(of, hi);
  return low == high ? low : low + " to " + high;
}

TableCell agreement_cell(const PublishedFigure& of) {
  switch (of.agreement) {
    case Agreement::kAgrees:
      return {"agrees", Tone::kGood};
    case Agreement::kDiffers:
      return {"differs", Tone::kWarn};
    case Agreement::kCannotTell:
      break;
  }
  return {printable(of.reason), Tone::kDim};
}

void write_views(const ReportInput& input, Page& page) {
  if (input.result.server_views.empty()) return;
  page.title("Both sides of the same requests");
  Table table({{"provider", "", Align::kLeft},
               {"ttft", "client"},
               {"total", "client"},
               {"latency", "server"},
               {"generation", "server"},
               {"ttft", "between"},
               {"total", "between"},
               {"n"},
               {"tokens differ", "", Align::kRight, 1},
               {"cost differs", "", Align::kRight, 2}});
  for (const ServerView& view : input.result.server_views) {
    table.row({{printable(view.provider)},
               {ms(view.client_ttft_ms)},
               {ms(view.client_duration_ms)},
               {ms(view.server_latency_ms)},
               {ms(view.server_duration_ms)},
               {ms(view.ttft_share_ms)},
               {ms(view.duration_share_ms)},
               {metrics::format_count(view.requests)},
               {metrics::format_count(view.tokens_differ)},
               {metrics::format_count(view.cost_differs)}});
  }
  page.table(table);
}

void write_published(const ReportInput& input, Page& page) {
  if (input.result.published.empty()) return;
  page.title("Measured against published");
  Table table({{"provider", "", Align::kLeft},
               {"", "", Align::kLeft},
               {"measured"},
               {"95 % interval", "", Align::kRight, 1},
               {"published"},
               {"", "", Align::kLeft}});
  std::string last;
  for (const PublishedFigure& one : input.result.published) {
    // A provider with nothing to compare is one line, not eight.
    const bool silent = !one.measured || !one.published_least;
    if (silent && one.provider == last) continue;
    last = silent ? one.provider : "";
    table.row({{printable(one.provider)},
               {silent ? "" : fmt::format("{} p{:g}", one.metric, one.q)},
               {figure(one, one.measured)},
               {range(one, one.lo, one.hi)},
               {range(one, one.published_least, one.published_most)},
               agreement_cell(one)});
  }
  page.table(table);
}

}  // namespace

void write_routing(const ReportInput& input, Page& page) {
  write_views(input, page);
  write_published(input, page);
}

}  // namespace orbench::reporters::text
