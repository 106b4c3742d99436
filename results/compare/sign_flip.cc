#include "results/compare/sign_flip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "harness/core/rng.h"

namespace orbench::results {
namespace {

constexpr std::size_t kMostExact = 14;  // blocks of which every sign pattern is tried
constexpr std::size_t kDraws = 20'000;

/// Blocks are taken by fours: all the signs of a group are one number, a bit each, set for minus.
constexpr std::size_t kGroup = 4;
constexpr std::size_t kPatterns = std::size_t{1} << kGroup;
constexpr std::size_t kGroupsOfWord = 64 / kGroup;
using Signs = std::vector<std::uint8_t>;  // of each group

std::size_t groups_of(std::size_t blocks) { return (blocks + kGroup - 1) / kGroup; }

/// One series as the test sees it. The sum of squares does not change with the signs, so a flip
/// costs one signed sum; and a group has only sixteen, so they are made beforehand.
class Observed {
 public:
  Observed(const PairedSeries& series, std::size_t blocks)
      : count_(static_cast<double>(series.d.size())), sums_(groups_of(blocks)) {
    std::vector<double> by_block(sums_.size() * kGroup);
    double sum = 0;
    for (std::size_t i = 0; i < series.d.size(); ++i) {
      squares_ += series.d[i] * series.d[i];
      sum += series.d[i];
      by_block[series.first_block[i]] += series.d[i];
    }
    t_ = statistic(sum);
    for (std::size_t pattern = 0; pattern < kPatterns; ++pattern) {
      for (std::size_t i = 0; i < by_block.size(); ++i) {
        const bool minus = (pattern >> (i % kGroup) & 1U) != 0;
        sums_[i / kGroup][pattern] += minus ? -by_block[i] : by_block[i];
      }
    }
  }

  /// |T| as observed.
  [[nodiscard]] double t() const { return t_; }

  /// |T| under other signs.
  [[nodiscard]] double flipped(const Signs& signs) const {
    double sum = 0;
    for (std::size_t i = 0; i < sums_.size(); ++i) sum += sums_[i][signs[i]];
    return statistic(sum);
  }

 private:
  /// |T| of a signed sum. Differences that are all alike have no spread: none when they are zero,
  /// beyond any other otherwise.
  [[nodiscard]] double statistic(double sum) const {
    constexpr double kRounding = 1e-12;
    if (squares_ <= 0 || count_ < 2) return 0;
    const double variance = (squares_ - sum * sum / count_) / (count_ - 1);
    if (variance <= kRounding * squares_ / count_) return std::numeric_limits<double>::infinity();
    return std::abs(sum / count_) / std::sqrt(variance / count_);
  }

  double count_;
  double squares_ = 0;
  double t_ = 0;
  std::vector<std::array<double, kPatterns>> sums_;  // of each group
};

/// The flips: of their number when all are tried, else drawn.
class Flips {
 public:
  Flips(std::size_t blocks, std::uint64_t seed)
      : rng_(seed, "compare"), blocks_(blocks), signs_(groups_of(blocks)) {}

  [[nodiscard]] bool exact() const { return blocks_ <= kMostExact; }
  /// |T| is the same when every sign is the other one, so the last may stay.
  [[nodiscard]] std::size_t count() const {
    return exact() ? std::size_t{1} << (blocks_ - 1) : kDraws;
  }
  /// REQUIRES: called once for each number, in order.
  const Signs& flip(std::size_t number) {
    std::uint64_t bits = number;
    for (std::size_t i = 0; i < signs_.size(); ++i) {
      if (!exact() && i % kGroupsOfWord == 0) bits = rng_.next();
      signs_[i] = static_cast<std::uint8_t>(bits % kPatterns);
      bits /= kPatterns;
    }
    return signs_;
  }

 private:
  core::Rng rng_;
  std::size_t blocks_;
  Signs signs_;
};

std::size_t blocks_of(std::span<const PairedSeries> family) {
  std::size_t blocks = 1;
  for (const PairedSeries& series : family) {
    for (const std::size_t block : series.first_block) blocks = std::max(blocks, block + 1);
  }
  return blocks;
}

}  // namespace

JointTest joint_sign_flip(std::span<const PairedSeries> family, double alpha, std::uint64_t seed) {
  constexpr double kRounding = 1e-9;  // sums in another order must not make a tie a difference
  const std::size_t blocks = blocks_of(family);
  std::vector<Observed> observed;
  observed.reserve(family.size());
  for (const PairedSeries& series : family) observed.emplace_back(series, blocks);
  Flips flips(blocks, seed);
  std::vector<double> largest(flips.count());
  for (std::size_t i = 0; i < largest.size(); ++i) {
    const Signs& signs = flips.flip(i);
    for (const Observed& series : observed) {
      largest[i] = std::max(largest[i], series.flipped(signs));
    }
  }

  JointTest out;
  const double extra = flips.exact() ? 0 : 1;  // the observed signs are one of all; of drawn, not
  const auto tried = static_cast<double>(largest.size());
  for (const Observed& series : observed) {
    const double least = series.t() * (1 - kRounding);
    const auto reached =
        std::count_if(largest.begin(), largest.end(), [least](double t) { return t >= least; });
    out.p.push_back(series.t() <= 0 ? 1.0
                                    : (extra + static_cast<double>(reached)) / (extra + tried));
  }
  const auto rank = static_cast<std::size_t>(std::ceil((1 - alpha) * tried - kRounding));
  const auto critical = largest.begin() + static_cast<std::ptrdiff_t>(
                                              std::clamp<std::size_t>(rank, 1, largest.size()) - 1);
  std::nth_element(largest.begin(), critical, largest.end());
  out.critical = *critical;
  return out;
}

}  // namespace orbench::results
