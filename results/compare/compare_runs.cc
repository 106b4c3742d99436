#include "results/compare/compare_runs.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "results/compare/family.h"
#include "results/compare/paired_series.h"
#include "results/compare/pairs.h"
#include "results/quantile_function.h"

namespace orbench::results {
namespace {

/// A figure of one cell in every run of one side.
struct Side {
  std::vector<double> means;  ///< one per run
  double value = 0;           ///< mean over the runs, on the scale of the means
  double block_variance = 0;  ///< of the mean of a single run, from its blocks
  std::int64_t blocks = 0;

  Side(std::span<const RunDigest> runs, const CellIdentity& cell, const std::string& figure) {
    for (const RunDigest& run : runs) {
      const CellDigest* found = find_cell(run, cell);
      if (found == nullptr) continue;
      const auto digest = found->figures.find(figure);
      if (digest == found->figures.end()) continue;
      means.push_back(digest->second.mean);
      blocks = digest->second.blocks;
      block_variance =
          blocks > 1 ? digest->second.sd * digest->second.sd / static_cast<double>(blocks) : 0;
    }
    value = moments(means).mean;
  }
};

/// One figure of one cell, base against candidate.
class RunsHypothesis {
 public:
  RunsHypothesis(Comparand comparand, Side base, Side candidate)
      : comparand_(std::move(comparand)),
        base_(std::move(base)),
        candidate_(std::move(candidate)) {}

  [[nodiscard]] bool has_values() const {
    return !base_.means.empty() && !candidate_.means.empty();
  }
  [[nodiscard]] bool is_testable() const { return base_.means.size() >= kLeastBaseRuns; }

  /// Without a verdict: what can be shown.
  [[nodiscard]] ComparedFigure figure() const {
    ComparedFigure out;
    out.figure = comparand_.text;
    out.unit =
        comparand_.is_share()
            ? "share"
            : std::string(metrics::unit_info(metrics::metric_info(comparand_.metric).unit).name);
    out.units = static_cast<std::int64_t>(base_.means.size() + candidate_.means.size());
    out.base = in_unit(base_.value);
    out.candidate = in_unit(candidate_.value);
    out.effect = effect_of(difference(), comparand_);
    return out;
  }

  void judge(const ComparisonTerms& terms, std::size_t family, ComparedFigure& figure) const {
    const double half = half_width(1 - terms.alpha / (2 * static_cast<double>(family)));
    set_interval(half, figure);
    const double error = standard_error();
    if (error > 0) {
      const double p = student_two_sided(difference() / error, degrees());
      figure.p = std::min(1.0, p * static_cast<double>(family));
    } else {
      figure.p = difference() == 0 ? 1 : 0;  // every run gave the same
    }
    figure.verdict = verdict(terms, half);
  }

  /// Too few runs: the interval is of the time measured and of nothing else.
  void show(ComparedFigure& figure) const {
    constexpr double kUpper = 0.975;
    if (base_.means.size() + candidate_.means.size() > 2) {
      set_interval(half_width(kUpper), figure);
    } else if (base_.blocks > 1 && candidate_.blocks > 1) {
      const auto least = static_cast<double>(std::min(base_.blocks, candidate_.blocks)) - 1;
      set_interval(student_quantile(kUpper, least) *
                       std::sqrt(base_.block_variance + candidate_.block_variance),
                   figure);
    }
    figure.verdict = ComparisonVerdict::kUndecided;
    figure.units_needed = static_cast<std::int64_t>(kLeastBaseRuns + candidate_.means.size());
  }

 private:
  [[nodiscard]] double in_unit(double mean) const {
    return comparand_.is_share() ? mean : std::exp(mean);
  }
  [[nodiscard]] double difference() const { return candidate_.value - base_.value; }
  [[nodiscard]] double degrees() const {
    return static_cast<double>(base_.means.size() + candidate_.means.size()) - 2;
  }
  [[nodiscard]] double standard_error() const {
    const auto squares = [](const Side& side) {
      const double sd = moments(side.means).sd;
      return sd * sd * (static_cast<double>(side.means.size()) - 1);
    };
    const double pooled = (squares(base_) + squares(candidate_)) / degrees();
    return std::sqrt(pooled * (1 / static_cast<double>(base_.means.size()) +
                               1 / static_cast<double>(candidate_.means.size())));
  }
  [[nodiscard]] double half_width(double probability) const {
    return student_quantile(probability, degrees()) * standard_error();
  }
  void set_interval(double half, ComparedFigure& figure) const {
    if (!std::isfinite(half)) return;
    figure.lo = effect_of(difference() - half, comparand_);
    figure.hi = effect_of(difference() + half, comparand_);
  }
  [[nodiscard]] ComparisonVerdict verdict(const ComparisonTerms& terms, double half) const {
    const double size = std::abs(difference());
    const double limit = terms.limit(comparand_.is_share());
    if (size > half && size >= limit) {
      const bool more_is_better = comparand_.better() == metrics::Better::kHigher;
      return (difference() > 0) == more_is_better ? ComparisonVerdict::kBetter
                                                  : ComparisonVerdict::kWorse;
    }
    return size + half <= limit ? ComparisonVerdict::kEqual : ComparisonVerdict::kUndecided;
  }

  Comparand comparand_;
  Side base_;
  Side candidate_;
};

const std::vector<Comparand>& primary_of(const CellDigest& cell, const ComparisonTerms& terms) {
  if (!terms.primary.empty()) return terms.primary;
  const bool streams = cell.figures.contains(default_primary().front().text);
  return streams ? default_primary() : default_primary_of_plain();
}

std::string runs_text(std::span<const RunDigest> runs) {
  return runs.size() == 1 ? runs.front().id : fmt::format("{} runs", runs.size());
}

/// A cell's hypotheses, in the order of its pair's figures.
struct CellHypotheses {
  std::size_t pair;
  std::vector<RunsHypothesis> of;
};

void note_missing(std::span<const RunDigest> base, std::span<const RunDigest> candidates,
                  Comparison& out) {
  const auto note = [&out](const CellDigest& cell, const char* side) {
    const std::string labels = labels_text(cell.identity, {}, false);
    out.notes.push_back(
        fmt::format("{} ({}) is in the {} only", cell.identity.workload, labels, side));
  };
  for (const CellDigest& cell : base.front().cells) {
    if (find_cell(candidates.front(), cell.identity) == nullptr) note(cell, "base");
  }
  for (const CellDigest& cell : candidates.front().cells) {
    if (find_cell(base.front(), cell.identity) == nullptr) note(cell, "candidate");
  }
}

}  // namespace

Comparison compare_runs(std::span<const RunDigest> base, std::span<const RunDigest> candidates,
                        const ComparisonTerms& terms) {
  Comparison out;
  out.alpha = terms.alpha;
  out.detect = terms.detect;
  out.detect_points = terms.detect_points;
  out.design = ComparisonDesign::kSeparate;
  if (base.empty() || candidates.empty()) return out;
  if (base.size() >= kLeastBaseRuns) out.design = ComparisonDesign::kRuns;
  std::vector<CellHypotheses> hypotheses;
  std::size_t family = 0;
  for (const CellDigest& cell : candidates.front().cells) {
    if (find_cell(base.front(), cell.identity) == nullptr) continue;
    ComparedPair pair{cell.identity.workload,
                      runs_text(base),
                      runs_text(candidates),
                      labels_text(cell.identity, {}, false),
                      {}};
    CellHypotheses of{out.pairs.size(), {}};
    for (const Comparand& comparand : primary_of(cell, terms)) {
      RunsHypothesis one(comparand, Side(base, cell.identity, comparand.text),
                         Side(candidates, cell.identity, comparand.text));
      if (!one.has_values()) continue;
      pair.figures.push_back(one.figure());
      if (one.is_testable()) ++family;
      of.of.push_back(std::move(one));
    }
    out.pairs.push_back(std::move(pair));
    hypotheses.push_back(std::move(of));
  }
  out.family = static_cast<std::int64_t>(family);
  for (const CellHypotheses& cell : hypotheses) {
    for (std::size_t i = 0; i < cell.of.size(); ++i) {
      ComparedFigure& figure = out.pairs[cell.pair].figures[i];
      if (cell.of[i].is_testable()) {
        cell.of[i].judge(terms, family, figure);
      } else {
        cell.of[i].show(figure);
      }
    }
    withhold_praise(out.pairs[cell.pair]);
  }
  note_missing(base, candidates, out);
  return out;
}

}  // namespace orbench::results
