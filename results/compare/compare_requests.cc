#include "results/compare/compare_requests.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/metrics/metric_value.h"
#include "results/compare/family.h"
#include "results/compare/pairs.h"

namespace orbench::results {
namespace {

using metrics::MetricId;
using metrics::Sample;

/// The part of a generation id that the mock draws; before it stands when the server started.
std::string drawn_part(const std::string& id) {
  const std::size_t dash = id.rfind('-');
  return dash == std::string::npos ? id : id.substr(dash + 1);
}

/// The metrics that the terms are about, each as its geometric mean.
std::vector<Comparand> means_of(const ComparisonTerms& terms) {
  std::vector<Comparand> out;
  const auto add = [&out](const Comparand& from) {
    if (from.is_share()) return;
    Comparand mean = from;
    mean.kind = Comparand::Kind::kGeometricMean;
    mean.percent = 50;
    mean.text = fmt::format("{}.gmean", metrics::metric_info(from.metric).name);
    if (std::find(out.begin(), out.end(), mean) == out.end()) out.push_back(std::move(mean));
  };
  for (const Comparand& one : terms.primary) add(one);
  if (!terms.primary.empty()) return out;
  for (const Comparand& one : default_primary()) add(one);
  for (const Comparand& one : default_primary_of_plain()) add(one);
  return out;
}

bool counts(const Sample& sample) {
  return sample.phase == metrics::Phase::kMeasured && sample.outcome == core::Outcome::kOk &&
         !sample.generation_id.empty();
}

/// Sums over the pairs of one block.
struct BlockSum {
  double d = 0;
  double base = 0;  ///< of logs
  double candidate = 0;
  std::int64_t n = 0;
};

class Matching {
 public:
  Matching(const RequestSide& base, const RequestSide& candidate, std::vector<Comparand> figures)
      : base_(base), candidate_(candidate), figures_(std::move(figures)) {}

  core::Result<void> read() {
    const auto first = base_.samples.for_each([this](const Sample& sample) {
      if (counts(sample)) known_[drawn_part(sample.generation_id)] = entry(sample);
    });
    if (!first) return first;
    return candidate_.samples.for_each([this](const Sample& sample) {
      if (counts(sample)) match(sample);
    });
  }

  /// One pair of a cell with all its figures; the hypotheses go to `hypotheses`.
  void add_cell(std::uint32_t cell, Comparison& out, std::vector<Hypothesis>& hypotheses) const {
    ComparedPair pair;
    pair.workload = candidate_.cells[cell].workload;
    pair.base = "base";
    pair.candidate = "candidate";
    pair.common = labels_text(candidate_.cells[cell], {}, false);
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      const auto blocks = sums_.find({cell, i});
      if (blocks == sums_.end()) continue;
      Hypothesis hypothesis;
      hypothesis.pair = out.pairs.size();
      hypothesis.figure = pair.figures.size();
      hypothesis.comparand = figures_[i];
      pair.figures.push_back(figure(figures_[i], blocks->second, hypothesis.series));
      hypotheses.push_back(std::move(hypothesis));
    }
    if (!pair.figures.empty()) out.pairs.push_back(std::move(pair));
  }

 private:
  struct Entry {
    std::uint32_t cell = 0;
    std::int32_t block = 0;
    std::vector<std::optional<double>> values;
  };

  [[nodiscard]] Entry entry(const Sample& sample) const {
    Entry out{sample.cell, sample.block, {}};
    for (const Comparand& figure : figures_) {
      out.values.push_back(metrics::metric_value(figure.metric, sample).value);
    }
    return out;
  }

  void match(const Sample& sample) {
    const auto found = known_.find(drawn_part(sample.generation_id));
    if (found == known_.end() || sample.cell >= candidate_.cells.size()) return;
    const Entry& base = found->second;
    if (base.cell >= base_.cells.size()) return;
    const CellIdentity& of_base = base_.cells[base.cell];
    const CellIdentity& of_candidate = candidate_.cells[sample.cell];
    if (of_base.workload != of_candidate.workload || of_base.labels != of_candidate.labels) return;
    const Entry candidate = entry(sample);
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      const auto from = base.values[i];
      const auto to = candidate.values[i];
      if (!from || !to || *from <= 0 || *to <= 0) continue;
      BlockSum& sum = sums_[{sample.cell, i}][base.block];
      sum.base += std::log(*from);
      sum.candidate += std::log(*to);
      sum.d += std::log(*to / *from);
      ++sum.n;
    }
  }

  static ComparedFigure figure(const Comparand& comparand,
                               const std::map<std::int32_t, BlockSum>& blocks,
                               PairedSeries& series) {
    BlockSum all;
    for (const auto& [block, sum] : blocks) {
      const auto n = static_cast<double>(sum.n);
      series.first_block.push_back(static_cast<std::size_t>(std::max(block, 0)));
      ++series.blocks;
      series.d.push_back(sum.d / n);
      all.base += sum.base;
      all.candidate += sum.candidate;
      all.n += sum.n;
    }
    ComparedFigure out;
    out.figure = comparand.text;
    out.unit = std::string(metrics::unit_info(metrics::metric_info(comparand.metric).unit).name);
    out.base = std::exp(all.base / static_cast<double>(all.n));
    out.candidate = std::exp(all.candidate / static_cast<double>(all.n));
    out.note = fmt::format("{} requests paired", all.n);
    return out;
  }

  RequestSide base_;
  RequestSide candidate_;
  std::vector<Comparand> figures_;
  std::unordered_map<std::string, Entry> known_;
  std::map<std::pair<std::uint32_t, std::size_t>, std::map<std::int32_t, BlockSum>> sums_;
};

}  // namespace

core::Result<Comparison> compare_requests(const RequestSide& base, const RequestSide& candidate,
                                          const ComparisonTerms& terms, std::uint64_t seed) {
  Matching matching(base, candidate, means_of(terms));
  if (const auto read = matching.read(); !read) return tl::unexpected(read.error());
  Comparison out;
  out.design = ComparisonDesign::kRequests;
  out.alpha = terms.alpha;
  out.detect = terms.detect;
  out.detect_points = terms.detect_points;
  std::vector<Hypothesis> hypotheses;
  for (std::uint32_t cell = 0; cell < candidate.cells.size(); ++cell) {
    matching.add_cell(cell, out, hypotheses);
  }
  judge_family(std::move(hypotheses), terms, seed, out);
  return out;
}

}  // namespace orbench::results
