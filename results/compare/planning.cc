#include "results/compare/planning.h"

#include <algorithm>
#include <cmath>

#include "results/compare/paired_series.h"
#include "results/quantile_function.h"

namespace orbench::results {
namespace {

constexpr double kPower = 0.95;
constexpr double kPilotDoubt = 0.20;
constexpr std::int64_t kMostBlocks = 1'000'000;

/// The fewest blocks worth planning. The sign-flip test has no p below 2^(1-B), so few blocks tell
/// only when all agree, which t knows nothing of; and in one comparison out of six chance alone
/// makes neighbours look alike, and they are merged. So half the blocks must still leave the test
/// room: a smallest p of a quarter of alpha.
std::int64_t fewest_blocks(double alpha) {
  constexpr double kRoom = 4;
  const double halves = std::ceil(1 + std::log2(kRoom / alpha));
  return std::max(static_cast<std::int64_t>(kLeastBlocks), 2 * static_cast<std::int64_t>(halves));
}

double difference_found(const PlanTerms& terms, double sd, double blocks) {
  const double tail = 1 - terms.alpha / (2 * static_cast<double>(terms.family));
  const double sum = student_quantile(tail, blocks - 1) + student_quantile(kPower, blocks - 1);
  return sum * sd / std::sqrt(blocks);
}

}  // namespace

std::optional<double> detectable_difference(const PlanTerms& terms) {
  if (terms.blocks < 2) return std::nullopt;
  const double found = difference_found(terms, terms.sd, static_cast<double>(terms.blocks));
  return std::isfinite(found) ? std::optional(found) : std::nullopt;
}

std::optional<std::int64_t> blocks_needed(const PlanTerms& terms, double difference) {
  if (terms.blocks < 2 || difference <= 0) return std::nullopt;
  const double degrees = static_cast<double>(terms.blocks) - 1;
  const double sd = terms.sd * std::sqrt(degrees / chi_squared_quantile(kPilotDoubt, degrees));
  const auto finds = [&](std::int64_t blocks) {
    return difference_found(terms, sd, static_cast<double>(blocks)) <= difference;
  };
  const std::int64_t fewest = fewest_blocks(terms.alpha);
  std::int64_t high = fewest;
  while (high < kMostBlocks && !finds(high)) high *= 2;
  if (high >= kMostBlocks) return std::nullopt;
  if (high == fewest) return high;
  std::int64_t low = high / 2;  // too few
  while (high - low > 1) {
    const std::int64_t middle = (low + high) / 2;
    (finds(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace orbench::results
