#include "results/compare/family.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "results/compare/planning.h"
#include "results/compare/sign_flip.h"
#include "results/quantile_function.h"

namespace orbench::results {
namespace {

constexpr double kRuleOfThree = 3;  // nothing in n requests: under 3/n, 95 % sure

void add_note(ComparedFigure& figure, const std::string& text) {
  if (!figure.note.empty()) figure.note += "; ";
  figure.note += text;
}

void set_interval(double mean, double half, const Comparand& comparand, ComparedFigure& figure) {
  figure.effect = effect_of(mean, comparand);
  if (!std::isfinite(half)) return;
  figure.lo = effect_of(mean - half, comparand);
  figure.hi = effect_of(mean + half, comparand);
}

/// What one hypothesis of the family came to.
class Judge {
 public:
  Judge(const Hypothesis& hypothesis, const ComparisonTerms& terms, std::size_t family)
      : hypothesis_(hypothesis),
        terms_(terms),
        moments_(moments(hypothesis.series.d)),
        root_(std::sqrt(static_cast<double>(hypothesis.series.d.size()))) {
    plan_ = {terms.alpha, family, hypothesis.series.d.size(), moments_.sd};
  }

  void write(double p, double critical, ComparedFigure& figure) const {
    const double half = moments_.sd > 0 ? critical * moments_.sd / root_ : 0;
    figure.p = p;
    set_interval(moments_.mean, half, hypothesis_.comparand, figure);
    plan_into(figure);
    if (hypothesis_.comparand.is_share() && moments_.mean == 0 && moments_.sd == 0) {
      return judge_unmarred(figure);
    }
    if (hypothesis_.series.weather_correlated) add_note(figure, "weather correlated");
    figure.verdict = verdict(p, half);
  }

 private:
  [[nodiscard]] double limit() const { return terms_.limit(hypothesis_.comparand.is_share()); }

  [[nodiscard]] ComparisonVerdict verdict(double p, double half) const {
    const double size = std::abs(moments_.mean);
    if (p <= terms_.look_alpha() && size >= terms_.least_effect(hypothesis_.comparand.is_share())) {
      const bool more_is_better = hypothesis_.comparand.better() == metrics::Better::kHigher;
      return (moments_.mean > 0) == more_is_better ? ComparisonVerdict::kBetter
                                                   : ComparisonVerdict::kWorse;
    }
    if (std::isfinite(half) && size + half <= limit()) return ComparisonVerdict::kEqual;
    return ComparisonVerdict::kUndecided;
  }

  /// Every block of both sides had the same share: mostly, that nothing went wrong anywhere.
  void judge_unmarred(ComparedFigure& figure) const {
    const double bound =
        kRuleOfThree / static_cast<double>(std::max<std::int64_t>(hypothesis_.least_judged, 1));
    figure.lo = -bound;
    figure.hi = bound;
    if (bound <= limit()) {
      figure.verdict = ComparisonVerdict::kEqual;
      return;
    }
    figure.verdict = ComparisonVerdict::kUndecided;
    const auto needed = static_cast<std::int64_t>(std::ceil(kRuleOfThree / limit()));
    add_note(figure, fmt::format("needs {} requests a side", needed));
  }

  void plan_into(ComparedFigure& figure) const {
    if (moments_.sd <= 0) return;
    if (const auto found = detectable_difference(plan_)) {
      figure.detectable = effect_of(*found, hypothesis_.comparand);
    }
    // The plan counts values; where blocks were merged, each takes several.
    const double each = static_cast<double>(hypothesis_.series.blocks) /
                        static_cast<double>(hypothesis_.series.d.size());
    const auto values = static_cast<double>(blocks_needed(plan_, limit()).value_or(0));
    const double more = terms_.stop ? kMoreForLooks : 1;
    figure.units_needed = static_cast<std::int64_t>(std::ceil(values * each * more));
  }

  const Hypothesis& hypothesis_;
  const ComparisonTerms& terms_;
  Moments moments_;
  double root_;
  PlanTerms plan_;
};

}  // namespace

void withhold_praise(ComparedPair& pair) {
  const bool more_errors =
      std::any_of(pair.figures.begin(), pair.figures.end(), [](const ComparedFigure& figure) {
        return figure.figure == "errors.rate" && figure.verdict == ComparisonVerdict::kWorse;
      });
  if (!more_errors) return;
  for (ComparedFigure& figure : pair.figures) {
    if (figure.verdict != ComparisonVerdict::kBetter) continue;
    figure.verdict = ComparisonVerdict::kUndecided;
    add_note(figure, "not called better: more requests failed");
  }
}

double effect_of(double difference, const Comparand& comparand) {
  return comparand.is_share() ? difference : std::expm1(difference);
}

void describe(const PairedSeries& series, const Comparand& comparand, ComparedFigure& figure) {
  figure.units = static_cast<std::int64_t>(series.blocks);
  if (series.d.empty()) return;
  const Moments of = moments(series.d);
  const auto n = static_cast<double>(series.d.size());
  constexpr double kUpper = 0.975;
  const double half = n < 2 ? std::numeric_limits<double>::infinity()
                            : student_quantile(kUpper, n - 1) * of.sd / std::sqrt(n);
  set_interval(of.mean, half, comparand, figure);
}

void judge_family(std::vector<Hypothesis> hypotheses, const ComparisonTerms& terms,
                  std::uint64_t seed, Comparison& comparison) {
  const auto figure_at = [&comparison](const Hypothesis& hypothesis) -> ComparedFigure& {
    return comparison.pairs[hypothesis.pair].figures[hypothesis.figure];
  };
  std::vector<Hypothesis> tested;
  std::vector<PairedSeries> family;
  for (Hypothesis& hypothesis : hypotheses) {
    ComparedFigure& figure = figure_at(hypothesis);
    describe(hypothesis.series, hypothesis.comparand, figure);
    if (hypothesis.series.d.size() >= kLeastBlocks) {
      family.push_back(hypothesis.series);
      tested.push_back(std::move(hypothesis));
      continue;
    }
    figure.verdict = ComparisonVerdict::kUndecided;
    add_note(figure, fmt::format("{} blocks with enough requests, a verdict needs {}",
                                 hypothesis.series.d.size(), kLeastBlocks));
  }
  comparison.family = static_cast<std::int64_t>(tested.size());
  if (tested.empty()) return;
  const JointTest test = joint_sign_flip(family, terms.look_alpha(), seed);
  for (std::size_t i = 0; i < tested.size(); ++i) {
    Judge(tested[i], terms, tested.size()).write(test.p[i], test.critical, figure_at(tested[i]));
  }
  for (ComparedPair& pair : comparison.pairs) withhold_praise(pair);
}

}  // namespace orbench::results
