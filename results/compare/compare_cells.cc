#include "results/compare/compare_cells.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/number_format.h"
#include "results/compare/family.h"

namespace orbench::results {
namespace {

using metrics::BlockRecord;
using metrics::CellRecord;
using metrics::MetricId;

/// Beyond this, what took longer may only have said more.
constexpr double kLikeForLike = 0.02;

BlockRecord whole(const CellRecord& cell) {
  BlockRecord out;
  for (const BlockRecord& block : cell.blocks) {
    out.counters.merge(block.counters);
    out.ok.merge(block.ok);
  }
  return out;
}

double mean_output_tokens(const BlockRecord& side) {
  const metrics::Histogram* tokens = side.ok.find(MetricId::output_tokens);
  return tokens == nullptr ? 0 : tokens->mean();
}

/// More than half of the replies were billed for reasoning.
bool reasons(const BlockRecord& side) {
  const metrics::Histogram* tokens = side.ok.find(MetricId::reasoning_tokens);
  return tokens != nullptr &&
         2 * (tokens->count() - tokens->count_at_or_below(0)) > side.counters.ok();
}

bool depends_on_length(MetricId id) {
  return id == MetricId::service_time || id == MetricId::e2e || id == MetricId::output_tps ||
         id == MetricId::cost || id == MetricId::response_time;
}

bool depends_on_reasoning(MetricId id) {
  return id == MetricId::ttft || id == MetricId::itl || id == MetricId::decode_tps;
}

/// Both sides of a pair, with what is said of them as wholes.
class PairComparison {
 public:
  PairComparison(const ComparedCell& base, const ComparedCell& candidate)
      : base_(base),
        candidate_(candidate),
        base_whole_(whole(*base.record)),
        candidate_whole_(whole(*candidate.record)) {}

  [[nodiscard]] ComparedPair identity() const {
    ComparedPair out;
    out.workload = base_.identity.workload;
    out.base = labels_text(base_.identity, candidate_.identity, false);
    out.candidate = labels_text(candidate_.identity, base_.identity, false);
    out.common = labels_text(base_.identity, candidate_.identity, true);
    return out;
  }

  /// What is judged of this pair: as declared, else what both sides have.
  [[nodiscard]] const std::vector<Comparand>& primary(const ComparisonTerms& terms) const {
    if (!terms.primary.empty()) return terms.primary;
    const bool both_stream = base_whole_.ok.find(MetricId::ttft) != nullptr &&
                             candidate_whole_.ok.find(MetricId::ttft) != nullptr;
    return both_stream ? default_primary() : default_primary_of_plain();
  }

  [[nodiscard]] ComparedFigure figure(const Comparand& comparand) const {
    ComparedFigure out;
    out.figure = comparand.text;
    out.unit =
        comparand.is_share()
            ? "share"
            : std::string(metrics::unit_info(metrics::metric_info(comparand.metric).unit).name);
    out.base = figure_of(base_whole_, comparand);
    out.candidate = figure_of(candidate_whole_, comparand);
    out.note = length_note(comparand);
    return out;
  }

  [[nodiscard]] bool has(const ComparedFigure& figure) const {
    return figure.base.has_value() && figure.candidate.has_value();
  }

  [[nodiscard]] bool classes_differ(const Comparand& comparand) const {
    return !comparand.is_share() && depends_on_reasoning(comparand.metric) &&
           reasons(base_whole_) != reasons(candidate_whole_);
  }

  [[nodiscard]] Hypothesis hypothesis(const Comparand& comparand) const {
    Hypothesis out;
    out.comparand = comparand;
    out.series = pair_blocks(*base_.record, *candidate_.record, comparand);
    out.least_judged =
        std::min(value_count(base_whole_, comparand), value_count(candidate_whole_, comparand));
    return out;
  }

 private:
  [[nodiscard]] std::string length_note(const Comparand& comparand) const {
    if (comparand.is_share() || !depends_on_length(comparand.metric)) return {};
    const double base = mean_output_tokens(base_whole_);
    const double candidate = mean_output_tokens(candidate_whole_);
    if (base <= 0 || candidate <= 0) return {};
    const double ratio = candidate / base;
    if (std::abs(ratio - 1) <= kLikeForLike) return {};
    return fmt::format("not like for like: {:.2f} times the output tokens", ratio);
  }

  const ComparedCell& base_;
  const ComparedCell& candidate_;
  BlockRecord base_whole_;
  BlockRecord candidate_whole_;
};

CellRecord first_blocks(const CellRecord& cell, std::int64_t count) {
  CellRecord out;
  out.window = cell.window;
  out.blocks.resize(std::min(static_cast<std::size_t>(count), cell.blocks.size()));
  for (std::size_t i = 0; i < out.blocks.size(); ++i) {
    out.blocks[i].counters.merge(cell.blocks[i].counters);
    out.blocks[i].ok.merge(cell.blocks[i].ok);
  }
  return out;
}

/// Up to the last block that any cell sent a request in.
std::int64_t blocks_begun(std::span<const ComparedCell> cells) {
  std::size_t begun = 0;
  for (const ComparedCell& cell : cells) {
    const std::vector<BlockRecord>& blocks = cell.record->blocks;
    for (std::size_t i = begun; i < blocks.size(); ++i) {
      if (blocks[i].counters.sent() > 0) begun = i + 1;
    }
  }
  return static_cast<std::int64_t>(begun);
}

/// Adds what is judged of one pair.
void add_primary(const PairComparison& comparison, const ComparisonTerms& terms, std::size_t index,
                 ComparedPair& pair, std::vector<Hypothesis>& hypotheses) {
  for (const Comparand& comparand : comparison.primary(terms)) {
    ComparedFigure figure = comparison.figure(comparand);
    if (!comparison.has(figure)) {
      if (terms.primary.empty()) continue;  // a default that this endpoint does not have
      figure.verdict = ComparisonVerdict::kUndecided;
      figure.note = "one side has no value";
    } else if (comparison.classes_differ(comparand)) {
      figure.verdict = ComparisonVerdict::kUndecided;
      figure.note = "not compared: one side reasons, the other does not";
    } else {
      Hypothesis hypothesis = comparison.hypothesis(comparand);
      hypothesis.pair = index;
      hypothesis.figure = pair.figures.size();
      hypotheses.push_back(std::move(hypothesis));
    }
    pair.figures.push_back(std::move(figure));
  }
}

/// Adds what is only shown.
void add_secondary(const PairComparison& comparison, ComparedPair& pair) {
  for (const Comparand& comparand : secondary_comparands()) {
    const bool judged = std::any_of(
        pair.figures.begin(), pair.figures.end(),
        [&comparand](const ComparedFigure& figure) { return figure.figure == comparand.text; });
    ComparedFigure figure = comparison.figure(comparand);
    if (judged || !comparison.has(figure) || comparison.classes_differ(comparand)) continue;
    describe(comparison.hypothesis(comparand).series, comparand, figure);
    pair.figures.push_back(std::move(figure));
  }
}

}  // namespace

Comparison compare_cells(std::span<const ComparedCell> cells, std::span<const CellPair> pairs,
                         const ComparisonTerms& terms, std::uint64_t seed) {
  Comparison out;
  out.alpha = terms.alpha;
  out.detect = terms.detect;
  out.detect_points = terms.detect_points;
  std::vector<Hypothesis> hypotheses;
  for (const CellPair& of : pairs) {
    const PairComparison comparison(cells[of.base], cells[of.candidate]);
    ComparedPair pair = comparison.identity();
    add_primary(comparison, terms, out.pairs.size(), pair, hypotheses);
    add_secondary(comparison, pair);
    out.pairs.push_back(std::move(pair));
  }
  judge_family(std::move(hypotheses), terms, seed, out);
  return out;
}

Comparison compare_at(const Look& look, std::span<const ComparedCell> cells,
                      std::span<const CellPair> pairs, const ComparisonTerms& terms,
                      std::uint64_t seed) {
  std::vector<CellRecord> records;
  records.reserve(cells.size());  // they are pointed at
  std::vector<ComparedCell> seen;
  for (const ComparedCell& cell : cells) {
    records.push_back(first_blocks(*cell.record, look.at));
    seen.push_back({cell.identity, &records.back()});
  }
  ComparisonTerms at_look = terms;
  at_look.part = look.part;
  return compare_cells(seen, pairs, at_look, seed);
}

bool is_decided(const Comparison& comparison) {
  if (has_verdict(comparison, ComparisonVerdict::kBetter) ||
      has_verdict(comparison, ComparisonVerdict::kWorse)) {
    return true;
  }
  return has_verdict(comparison, ComparisonVerdict::kEqual) &&
         !has_verdict(comparison, ComparisonVerdict::kUndecided);
}

Comparison compare_in_looks(std::span<const ComparedCell> cells, std::span<const CellPair> pairs,
                            const ComparisonTerms& terms, std::uint64_t seed) {
  if (!terms.stop || cells.empty()) return compare_cells(cells, pairs, terms, seed);
  const auto planned = static_cast<std::int64_t>(cells.front().record->blocks.size());
  const LookPlan plan = terms.stop->empty() ? default_block_looks(planned) : *terms.stop;
  const std::vector<Look> looks = looks_until(plan, blocks_begun(cells));
  Comparison out;
  for (const Look& look : looks) {
    out = compare_at(look, cells, pairs, terms, seed);
    const bool decided = is_decided(out);
    if (!decided && look != looks.back()) continue;
    out.notes.push_back(fmt::format("{} by the first {} of at most {} blocks (looks at {})",
                                    decided ? "decided" : "not decided", look.at, plan.back(),
                                    fmt::join(plan, ", ")));
    return out;
  }
  return compare_cells(cells, pairs, terms, seed);  // no block was begun
}

namespace {

bool is_of_search(const CellIdentity& cell) {
  return std::any_of(cell.labels.begin(), cell.labels.end(),
                     [](const auto& label) { return label.first == kSearchRequestLabel; });
}

}  // namespace

std::vector<Comparison> compare_workloads(std::span<const CellRecord> records,
                                          std::span<const CellIdentity> identities,
                                          std::span<const ComparisonTerms> terms,
                                          std::uint64_t seed) {
  std::vector<Comparison> out;
  for (std::size_t from = 0; from < identities.size();) {
    std::size_t to = from + 1;
    while (to < identities.size() && identities[to].workload == identities[from].workload) ++to;
    const Pairs pairs = pair_cells(identities.subspan(from, to - from), terms[from].baseline);
    if (!pairs.pairs.empty() && !is_of_search(identities[from])) {
      std::vector<ComparedCell> cells;
      for (std::size_t i = from; i < to; ++i) cells.push_back({identities[i], &records[i]});
      out.push_back(compare_in_looks(cells, pairs.pairs, terms[from], seed));
      if (pairs.cut) {
        out.back().notes.push_back(
            fmt::format("only the first {} pairs are compared; name a baseline", kMostPairs));
      }
    }
    from = to;
  }
  return out;
}

}  // namespace orbench::results
