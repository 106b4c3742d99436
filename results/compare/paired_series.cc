#include "results/compare/paired_series.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace orbench::results {
namespace {

using metrics::BlockRecord;
using metrics::CellRecord;

/// Neighbouring blocks taken as one.
struct Group {
  std::size_t first = 0;
  std::size_t end = 0;  ///< one past the last
};

class Pairing {
 public:
  Pairing(const CellRecord& base, const CellRecord& candidate, const Comparand& comparand)
      : base_(base), candidate_(candidate), comparand_(comparand) {}

  [[nodiscard]] std::vector<Group> groups() const {
    const std::size_t blocks = std::min(base_.blocks.size(), candidate_.blocks.size());
    const std::int64_t least = comparand_.least_count();
    std::vector<Group> out;
    Group open;
    std::int64_t in_base = 0;
    std::int64_t in_candidate = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
      in_base += value_count(base_.blocks[i], comparand_);
      in_candidate += value_count(candidate_.blocks[i], comparand_);
      open.end = i + 1;
      if (in_base < least || in_candidate < least) continue;
      out.push_back(open);
      open.first = i + 1;
      in_base = in_candidate = 0;
    }
    if (open.first < blocks && !out.empty()) out.back().end = blocks;
    return out;
  }

  [[nodiscard]] std::optional<double> base_figure(const Group& group) const {
    return figure(base_, group);
  }

  [[nodiscard]] PairedSeries series(const std::vector<Group>& groups) const {
    PairedSeries out;
    for (const Group& group : groups) {
      const auto base = figure(base_, group);
      const auto candidate = figure(candidate_, group);
      if (!base || !candidate) continue;
      out.d.push_back(comparand_.is_share() ? *candidate - *base : std::log(*candidate / *base));
      out.first_block.push_back(group.first);
      out.blocks += group.end - group.first;
    }
    return out;
  }

 private:
  [[nodiscard]] std::optional<double> figure(const CellRecord& cell, const Group& group) const {
    if (group.end == group.first + 1) return figure_of(cell.blocks[group.first], comparand_);
    BlockRecord merged;
    for (std::size_t i = group.first; i < group.end; ++i) {
      merged.counters.merge(cell.blocks[i].counters);
      const metrics::Histogram* values = cell.blocks[i].ok.find(comparand_.metric);
      if (values != nullptr) merged.ok.merge(comparand_.metric, *values);
    }
    return figure_of(merged, comparand_);
  }

  const CellRecord& base_;
  const CellRecord& candidate_;
  const Comparand& comparand_;
};

/// Two neighbours become one; an odd one out joins the last pair.
std::vector<Group> merged_pairwise(const std::vector<Group>& groups) {
  std::vector<Group> out;
  for (std::size_t i = 0; i + 1 < groups.size(); i += 2) {
    out.push_back({groups[i].first, groups[i + 1].end});
  }
  if (groups.size() % 2 == 1) out.back().end = groups.back().end;
  return out;
}

}  // namespace

Moments moments(std::span<const double> values) {
  Moments out;
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return out;
  double squares = 0;
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  out.sd = std::sqrt(squares / (n - 1));
  return out;
}

bool is_weather_correlated(std::span<const double> values) {
  const Moments of = moments(values);
  if (values.size() < 2 || of.sd <= 0) return false;
  const auto n = static_cast<double>(values.size());
  double products = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    products += (values[i] - of.mean) * (values[i - 1] - of.mean);
  }
  const double r1 = products / (of.sd * of.sd * (n - 1));
  return r1 + 1 / n > 1 / std::sqrt(n);
}

std::vector<double> block_figures(const CellRecord& cell, const Comparand& comparand) {
  const Pairing alone(cell, cell, comparand);
  std::vector<double> out;
  for (const Group& group : alone.groups()) {
    const auto figure = alone.base_figure(group);
    if (figure) out.push_back(comparand.is_share() ? *figure : std::log(*figure));
  }
  return out;
}

PairedSeries pair_blocks(const CellRecord& base, const CellRecord& candidate,
                         const Comparand& comparand) {
  const Pairing pairing(base, candidate, comparand);
  std::vector<Group> groups = pairing.groups();
  PairedSeries out = pairing.series(groups);
  bool correlated = false;
  while (is_weather_correlated(out.d)) {
    correlated = true;
    if (groups.size() / 2 < kLeastBlocks) break;
    groups = merged_pairwise(groups);
    out = pairing.series(groups);
  }
  out.weather_correlated = correlated;
  return out;
}

}  // namespace orbench::results
