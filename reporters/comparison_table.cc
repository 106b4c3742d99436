#include "reporters/comparison_table.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/terminal_text.h"

namespace orbench::reporters {
namespace {

using results::ComparedFigure;
using results::ComparedPair;
using results::Comparison;
using results::ComparisonDesign;
using results::ComparisonVerdict;

bool is_share(const ComparedFigure& figure) { return figure.unit == "share"; }

std::string value_text(const ComparedFigure& figure, const std::optional<double>& value) {
  if (!value) return kNoFigure;
  if (is_share(figure)) return metrics::format_share(*value);
  return figure.unit == "USD" ? metrics::format_usd(*value) : metrics::format_number(*value);
}

/// `+20.5%`; a share's difference is in points: `+1.20`.
std::string bare_effect(const ComparedFigure& figure, double effect) {
  constexpr double kPercent = 100;
  constexpr double kLarge = 10;  // from there on, tenths say nothing
  const double value = effect * kPercent;
  if (is_share(figure)) return fmt::format("{:+.2f}", value);
  return std::abs(value) < kLarge ? fmt::format("{:+.1f}", value) : fmt::format("{:+.0f}", value);
}

std::string effect_text(const ComparedFigure& figure, const std::optional<double>& effect) {
  if (!effect) return kNoFigure;
  return bare_effect(figure, *effect) + (is_share(figure) ? " pt" : "%");
}

std::string interval_text(const ComparedFigure& figure, std::string_view between = ", ") {
  if (!figure.lo || !figure.hi) return {};
  return fmt::format("[{}{}{}]", bare_effect(figure, *figure.lo), between,
                     bare_effect(figure, *figure.hi));
}

Tone tone_of(ComparisonVerdict verdict) {
  switch (verdict) {
    case ComparisonVerdict::kBetter:
      return Tone::kGood;
    case ComparisonVerdict::kWorse:
      return Tone::kBad;
    case ComparisonVerdict::kUndecided:
      return Tone::kWarn;
    case ComparisonVerdict::kEqual:
      return Tone::kPlain;
    case ComparisonVerdict::kNotTested:
      return Tone::kDim;
  }
  return Tone::kPlain;
}

/// What the data lacked, where that is known.
std::string needs_text(const ComparedFigure& figure) {
  if (figure.verdict != ComparisonVerdict::kUndecided || figure.units_needed <= figure.units) {
    return {};
  }
  return metrics::format_count(figure.units_needed);
}

std::string unit_suffix(const ComparedFigure& figure) {
  return is_share(figure) || figure.unit == "USD" ? "" : " " + figure.unit;
}

bool is_judged(const ComparedFigure& figure) {
  return figure.verdict != ComparisonVerdict::kNotTested;
}

constexpr int kUnderTheFigure = 4;

void add_figure(const ComparedFigure& figure, Table& table) {
  const Tone tone = tone_of(figure.verdict);
  const std::string found = figure.detectable ? effect_text(figure, figure.detectable) : "";
  table.row({{"  " + printable(figure.figure) + unit_suffix(figure)},
             {value_text(figure, figure.base)},
             {value_text(figure, figure.candidate)},
             {effect_text(figure, figure.effect), tone},
             {interval_text(figure), Tone::kDim},
             {std::string(results::to_string(figure.verdict)), tone},
             {found, Tone::kDim},
             {metrics::format_count(figure.units), Tone::kDim},
             {needs_text(figure), Tone::kDim}});
  if (!figure.note.empty()) table.heading(printable(figure.note), Tone::kDim, kUnderTheFigure);
}

/// What nobody judges takes no rows: `not judged: e2e.p50 -2.7% [-5.0,-0.4], cost.gmean +1.2%`.
/// A note that several share, or a judged figure has, is told once.
void add_unjudged(const ComparedPair& pair, Table& table) {
  std::string line;
  std::vector<std::string> told = {""};
  for (const ComparedFigure& figure : pair.figures) {
    if (is_judged(figure)) told.push_back(figure.note);
  }
  std::vector<std::string> notes;
  for (const ComparedFigure& figure : pair.figures) {
    if (is_judged(figure) || !figure.effect) continue;
    line += line.empty() ? "not judged: " : ", ";
    line += fmt::format("{} {}", figure.figure, effect_text(figure, figure.effect));
    // Without a space, so that no line break falls inside.
    if (const std::string interval = interval_text(figure, ","); !interval.empty()) {
      line += " " + interval;
    }
    if (std::find(told.begin(), told.end(), figure.note) != told.end()) continue;
    told.push_back(figure.note);
    notes.push_back(figure.note);
  }
  if (line.empty()) return;
  table.heading(printable(line), Tone::kDim, 2);
  for (const std::string& note : notes) {
    table.heading(printable(note), Tone::kDim, kUnderTheFigure);
  }
}

void add_pair(const ComparedPair& pair, Table& table) {
  std::string title = fmt::format("{} against {}", pair.candidate, pair.base);
  if (!pair.common.empty()) title += fmt::format(" ({})", pair.common);
  table.heading(printable(title), Tone::kStrong);
  for (const ComparedFigure& figure : pair.figures) {
    if (is_judged(figure)) add_figure(figure, table);
  }
  add_unjudged(pair, table);
}

const char* unit_name(ComparisonDesign design) {
  return design == ComparisonDesign::kInterleaved || design == ComparisonDesign::kRequests
             ? "blocks"
             : "runs";
}

const char* manner(ComparisonDesign design) {
  switch (design) {
    case ComparisonDesign::kInterleaved:
      return "cells of one run, paired block by block";
    case ComparisonDesign::kRequests:
      return "two runs of one seed against the mock, paired request by request";
    case ComparisonDesign::kRuns:
      return "sets of runs; the run is the unit";
    case ComparisonDesign::kSeparate:
      return "runs at different times: what changed cannot be told from what runs differ by "
             "anyway, so nothing is judged";
  }
  return "";
}

}  // namespace

void write_comparison(const Comparison& comparison, Page& page) {
  const char* const unit = unit_name(comparison.design);
  Table table({{"", "", Align::kLeft},
               {"base", "", Align::kRight, 1},
               {"candidate", "", Align::kRight, 1},
               {"change"},
               {"interval", "", Align::kLeft, 0, 1},
               {"verdict", "", Align::kLeft},
               {"finds", "", Align::kRight, 3},
               {unit, "", Align::kRight, 4},
               {"needs", "", Align::kRight, 2}});
  bool first = true;
  for (const ComparedPair& pair : comparison.pairs) {
    if (!first) table.blank();
    add_pair(pair, table);
    first = false;
  }
  page.table(table);
  for (const std::string& note : comparison.notes) page.item("!", Tone::kWarn, note, Tone::kWarn);
  page.paragraph(manner(comparison.design), Tone::kDim);
  if (comparison.family == 0) return;
  page.paragraph(
      fmt::format("{} figures tested together, {} chance of any false alarm; equal: the interval "
                  "lies inside ±{} (±{:g} pt); finds: the change seen with 95% power; needs: {} "
                  "to see {}",
                  comparison.family, metrics::format_share(comparison.alpha),
                  metrics::format_share(comparison.detect), comparison.detect_points * 100, unit,
                  metrics::format_share(comparison.detect)),
      Tone::kDim);
}

}  // namespace orbench::reporters
