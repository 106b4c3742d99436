#include "results/compare/sign_flip.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/core/rng.h"

namespace orbench::results {
namespace {

constexpr std::size_t kMostExact = 14;  // blocks of which every sign pattern is tried
constexpr std::size_t kDraws = 20'000;
constexpr std::size_t kWord = 64;

/// One series as the test sees it. The sum of squares does not change with the signs, so a flip
/// costs one signed sum.
struct Observed {
  const PairedSeries& series;
  double count;
  double squares = 0;
  double t = 0;  ///< |T| as observed

  explicit Observed(const PairedSeries& from)
      : series(from), count(static_cast<double>(from.d.size())) {
    double sum = 0;
    for (const double d : from.d) {
      squares += d * d;
      sum += d;
    }
    t = statistic(sum);
  }

  /// |T| of a signed sum. Differences that are all alike have no spread: none when they are zero,
  /// beyond any other otherwise.
  [[nodiscard]] double statistic(double sum) const {
    constexpr double kRounding = 1e-12;
    if (squares <= 0 || count < 2) return 0;
    const double variance = (squares - sum * sum / count) / (count - 1);
    if (variance <= kRounding * squares / count) return std::numeric_limits<double>::infinity();
    return std::abs(sum / count) / std::sqrt(variance / count);
  }

  [[nodiscard]] double flipped(const std::vector<double>& signs) const {
    double sum = 0;
    for (std::size_t i = 0; i < series.d.size(); ++i) {
      sum += signs[series.first_block[i]] * series.d[i];
    }
    return statistic(sum);
  }
};

/// Sets the signs of one flip: those of its number when all are tried, else drawn.
class Signs {
 public:
  Signs(std::size_t blocks, std::uint64_t seed)
      : rng_(seed, "compare"), exact_(blocks <= kMostExact), signs_(blocks, 1.0) {}

  [[nodiscard]] bool exact() const { return exact_; }
  /// |T| is the same when every sign is the other one, so the first may stay.
  [[nodiscard]] std::size_t count() const {
    return exact_ ? std::size_t{1} << (signs_.size() - 1) : kDraws;
  }
  const std::vector<double>& flip(std::size_t number) {
    std::uint64_t bits = number;
    for (std::size_t i = 0; i < signs_.size(); ++i) {
      if (!exact_ && i % kWord == 0) bits = rng_.next();
      signs_[i] = (bits & 1U) == 0 ? 1.0 : -1.0;
      bits >>= 1U;
    }
    return signs_;
  }

 private:
  core::Rng rng_;
  bool exact_;
  std::vector<double> signs_;
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
  std::vector<Observed> observed;
  observed.reserve(family.size());
  for (const PairedSeries& series : family) observed.emplace_back(series);
  Signs signs(blocks_of(family), seed);
  std::vector<double> largest(signs.count());
  for (std::size_t i = 0; i < largest.size(); ++i) {
    const std::vector<double>& drawn = signs.flip(i);
    for (const Observed& series : observed) {
      largest[i] = std::max(largest[i], series.flipped(drawn));
    }
  }
  std::sort(largest.begin(), largest.end());

  JointTest out;
  const double extra = signs.exact() ? 0 : 1;  // the observed signs are one of all; of drawn, not
  const auto flips = static_cast<double>(largest.size());
  for (const Observed& series : observed) {
    const auto reached =
        std::lower_bound(largest.begin(), largest.end(), series.t * (1 - kRounding));
    const auto count = static_cast<double>(largest.end() - reached);
    out.p.push_back(series.t <= 0 ? 1.0 : (extra + count) / (extra + flips));
  }
  const auto rank = static_cast<std::size_t>(std::ceil((1 - alpha) * flips - kRounding));
  out.critical = largest[std::clamp<std::size_t>(rank, 1, largest.size()) - 1];
  return out;
}

}  // namespace orbench::results
