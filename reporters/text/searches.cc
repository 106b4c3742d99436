#include <optional>
#include <string>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "reporters/terminal_text.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {
namespace {

using results::SearchReport;
using results::SearchStatus;

std::string number(double value) { return fmt::format("{:.4g}", value); }

Tone tone_of(SearchStatus status) {
  return status == SearchStatus::kFound || status == SearchStatus::kNotFound ? Tone::kGood
                                                                             : Tone::kWarn;
}

void write_figures(const SearchReport& search, Page& page) {
  if (search.figures.empty()) return;
  Table table({{"", "", Align::kLeft}, {"value"}, {"", "", Align::kLeft}, {"between"}, {"and"}});
  for (const results::SearchFigure& figure : search.figures) {
    table.row({{printable(figure.name)},
               {number(figure.value)},
               {printable(figure.unit)},
               {figure.lo ? number(*figure.lo) : ""},
               {figure.hi ? number(*figure.hi) : ""}});
  }
  page.table(table);
}

void write_claims(const SearchReport& search, Page& page) {
  if (search.claims.empty()) return;
  Table table({{"the service said", "", Align::kLeft},
               {"", "", Align::kLeft},
               {"measured", "", Align::kLeft},
               {"", "", Align::kLeft}});
  for (const results::SearchClaim& claim : search.claims) {
    TableCell verdict{"not verified", Tone::kDim};
    if (claim.holds) {
      verdict = *claim.holds ? TableCell{"true", Tone::kGood} : TableCell{"false", Tone::kWarn};
    }
    table.row(
        {{printable(claim.claim)}, {printable(claim.said)}, {printable(claim.found)}, verdict});
  }
  page.table(table);
}

void write_steps(const SearchReport& search, Page& page) {
  if (search.steps.empty()) return;
  Table table({{"step", "", Align::kLeft},
               {"level"},
               {"from s"},
               {"to s"},
               {"n"},
               {"bad"},
               {"", "", Align::kLeft}});
  for (const results::SearchStep& step : search.steps) {
    table.row({{printable(step.name)},
               {step.level > 0 ? number(step.level) : ""},
               {fmt::format("{:.1f}", step.start_s)},
               {fmt::format("{:.1f}", step.end_s)},
               {metrics::format_count(step.n)},
               {metrics::format_count(step.bad)},
               {printable(step.verdict)}});
  }
  page.table(table);
}

void write_search(const SearchReport& search, Page& page) {
  page.title(fmt::format("Search for {} ({})", search.kind, search.workload));
  page.paragraph(fmt::format("{}: {}", results::to_string(search.status), search.headline),
                 tone_of(search.status));
  std::string about;
  if (!search.model.empty()) about += fmt::format("model: {}; ", search.model);
  if (!search.owner.empty()) about += fmt::format("owner: {}; ", search.owner);
  about += fmt::format("{} requests, {} refused, {} failed, {} in {:.1f} s",
                       metrics::format_count(search.requests),
                       metrics::format_count(search.refused), metrics::format_count(search.failed),
                       metrics::format_usd(search.cost.dollars()), search.seconds);
  page.paragraph(about);
  write_figures(search, page);
  write_claims(search, page);
  write_steps(search, page);
  for (const std::string& note : search.notes) page.paragraph(note, Tone::kDim);
}

}  // namespace

void write_searches(const ReportInput& input, Page& page) {
  for (const SearchReport& search : input.result.searches) write_search(search, page);
}

}  // namespace orbench::reporters::text
