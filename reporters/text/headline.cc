#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/text/sections.h"

namespace orbench::reporters::text {
namespace {

struct Mark {
  const char* text;
  Tone tone;
};

Mark mark_of(results::RunStatus status) {
  switch (status) {
    case results::RunStatus::kPassed:
      return {"✓", Tone::kGood};
    case results::RunStatus::kFailed:
    case results::RunStatus::kRegressed:
    case results::RunStatus::kAborted:
      return {"✗", Tone::kBad};
    case results::RunStatus::kInvalid:
    case results::RunStatus::kPartial:
      return {"!", Tone::kWarn};
  }
  return {"!", Tone::kWarn};
}

/// The target as the scenario names it; the settings of a stored run may hold anything.
std::string target_of(const core::Json& settings) {
  if (!settings.is_object()) return {};
  const auto target = settings.find("target");
  if (target == settings.end() || !target->is_object()) return {};
  const auto url = target->find("base_url");
  if (url == target->end() || !url->is_string()) return {};
  return "target " + url->get_ref<const std::string&>();
}

std::string tags_of(const results::RunInfo& run) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : run.tags) parts.push_back(fmt::format("{}={}", key, value));
  return parts.empty() ? "" : "tags " + joined(parts);
}

std::string ended_by(const results::RunInfo& run) {
  if (run.stopped_by == "decided") return "ended early: all that it was to decide is decided";
  return run.stopped_by == "completed" ? "" : "stopped by " + run.stopped_by;
}

}  // namespace

void write_headline(const ReportInput& input, Page& page) {
  const results::RunInfo& run = input.result.run;
  const results::Totals totals = results::totals(input.result);
  const Mark mark = mark_of(input.verdict.status);
  const int exit_code = input.verdict.exit_code;
  page.headline(run.name,
                fmt::format("{} {}{}{}", mark.text, results::to_string(input.verdict.status),
                            run.partial ? ", a part of the run only" : "",
                            exit_code == 0 ? "" : fmt::format(" (exit {})", exit_code)),
                mark.tone);
  page.paragraph(joined({fmt::format("{} s", metrics::format_number(run.duration_s)),
                         fmt::format("{} requests", metrics::format_count(totals.counters.sent())),
                         metrics::format_usd(totals.counters.cost.dollars()), ended_by(run),
                         fmt::format("seed {}", run.seed), target_of(input.result.settings.get()),
                         run.started_at}),
                 Tone::kDim);
  if (const std::string tags = tags_of(run); !tags.empty()) page.paragraph(tags, Tone::kDim);
  for (const std::string& finding : input.verdict.findings) {
    page.item("→", mark.tone, finding);
  }
}

void write_footer(const ReportInput& input, Page& page) {
  page.blank();
  page.paragraph(
      "pQ: Q% of ok requests are at least this good; [ ] its 95% interval; n<N: too few "
      "independent requests for that quantile; tok/s as billed, per request.",
      Tone::kDim);
  page.paragraph(joined({"orbench " + input.result.tool_version,
                         "definitions " + std::string(metrics::kDefinitionSet)}),
                 Tone::kDim);
  if (!input.folder.empty()) page.paragraph("run folder " + input.folder, Tone::kDim);
}

}  // namespace orbench::reporters::text
