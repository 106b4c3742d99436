#include "reporters/comparison_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "reporters/comparison_table.h"
#include "reporters/page.h"
#include "results/compare/comparison_fields.h"

namespace orbench::reporters {
namespace {

Tone tone_of(std::string_view status) {
  if (status == "worse") return Tone::kBad;
  return status == "undecided" ? Tone::kWarn : Tone::kGood;
}

}  // namespace

std::string comparison_text(const ComparisonReport& report, const ReportStyle& style) {
  std::string out;
  Page page(style, out);
  const std::string subject = report.candidate.empty()
                                  ? report.base
                                  : fmt::format("{} against {}", report.candidate, report.base);
  const std::string code = report.exit_code == 0 ? "" : fmt::format(" (exit {})", report.exit_code);
  page.headline(subject, report.status + code, tone_of(report.status));
  for (const results::Comparison& comparison : report.comparisons) {
    page.blank();
    write_comparison(comparison, page);
  }
  return out;
}

std::string comparison_json(const ComparisonReport& report) {
  core::Json document;
  results::JsonOut out(document);
  out("schema", std::string(kComparisonSchema));
  out("base", report.base);
  out("candidate", report.candidate);
  out("status", report.status);
  out("exit_code", report.exit_code);
  out.list("comparisons", report.comparisons);
  return core::dumped(document, 2) + "\n";
}

}  // namespace orbench::reporters
