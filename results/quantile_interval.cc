#include "results/quantile_interval.h"

#include <algorithm>
#include <cmath>

#include "results/quantile_function.h"

namespace orbench::results {
namespace {

constexpr double kTail = 0.025;
constexpr double kNormalQuantile = 1.959963984540054;  // of 1 - kTail

}  // namespace

EffectiveCount effective_count(std::span<const BlockShare> blocks, double q) {
  double filled = 0;
  double n = 0;
  double below = 0;
  for (const BlockShare& block : blocks) {
    if (block.count == 0) continue;
    ++filled;
    n += static_cast<double>(block.count);
    below += static_cast<double>(block.at_or_below);
  }
  if (filled < 2) return {};
  const double share = below / n;
  double squares = 0;
  for (const BlockShare& block : blocks) {
    const double excess =
        static_cast<double>(block.at_or_below) - share * static_cast<double>(block.count);
    squares += excess * excess;
  }
  const double variance = filled / (filled - 1) * squares / (n * n);
  const double deff = std::max(1.0, variance * n / (q * (1 - q)));
  const double certainty = kNormalQuantile / student_quantile(1 - kTail, filled - 1);
  return {deff, n / deff * certainty * certainty};
}

std::optional<RankInterval> quantile_ranks(double q, std::int64_t count, double effective_n) {
  if (effective_n < static_cast<double>(least_effective_count(q))) return std::nullopt;
  const double successes = q * effective_n;
  const double low = inverse_beta(kTail, successes, effective_n - successes + 1);
  const double high = inverse_beta(1 - kTail, successes + 1, effective_n - successes);
  if (!std::isfinite(low) || !std::isfinite(high)) return std::nullopt;
  const auto n = static_cast<double>(count);
  const auto rank = [&](double at) { return static_cast<std::int64_t>(std::clamp(at, 1.0, n)); };
  return RankInterval{rank(std::floor(low * n)), rank(std::ceil(high * n))};
}

std::int64_t least_effective_count(double q) {
  return static_cast<std::int64_t>(std::ceil(std::log(kTail) / std::log(std::max(q, 1 - q))));
}

}  // namespace orbench::results
