#include "results/compare/sign_flip.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::results {
namespace {

PairedSeries series(std::vector<double> d) {
  PairedSeries out;
  out.first_block.resize(d.size());
  std::iota(out.first_block.begin(), out.first_block.end(), std::size_t{0});
  out.d = std::move(d);
  return out;
}

PairedSeries noise(std::size_t blocks, double mean, std::uint64_t seed) {
  core::Rng rng(seed, "noise");
  std::vector<double> d(blocks);
  for (double& value : d) value = mean + rng.normal();
  return series(std::move(d));
}

TEST(JointSignFlip, GivesTheSmallestPossiblePWhenEveryBlockAgrees) {
  const std::vector<PairedSeries> family = {series({.1, .2, .15, .11, .12, .13, .14, .16})};
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[0], 1.0 / 128);
}

TEST(JointSignFlip, CountsTheFlipsThatReachTheObservedMean) {
  // Signed sums of the four patterns are 2, 0, -2 and -4: three of them reach the observed 2.
  const std::vector<PairedSeries> family = {series({1, 2, -1})};
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[0], 0.75);
}

TEST(JointSignFlip, FindsNothingInDifferencesThatAreAllZero) {
  const std::vector<PairedSeries> family = {series(std::vector<double>(10, 0.0))};
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[0], 1.0);
}

TEST(JointSignFlip, IsSureOfDifferencesThatAreAllTheSame) {
  const std::vector<PairedSeries> family = {series(std::vector<double>(10, 0.5))};
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[0], 1.0 / 512);
}

TEST(JointSignFlip, ChargesNothingForASecondSeriesThatSaysTheSame) {
  const PairedSeries one = noise(12, 0.8, 3);
  const std::vector<PairedSeries> alone = {one};
  const std::vector<PairedSeries> twice = {one, one};
  EXPECT_DOUBLE_EQ(joint_sign_flip(twice, 0.01, 1).p[0], joint_sign_flip(alone, 0.01, 1).p[0]);
}

TEST(JointSignFlip, ChargesForIndependentSeries) {
  std::vector<PairedSeries> family = {noise(12, 0.8, 3)};
  const double alone = joint_sign_flip(family, 0.01, 1).p[0];
  for (std::uint64_t i = 0; i < 10; ++i) family.push_back(noise(12, 0, 100 + i));
  EXPECT_GT(joint_sign_flip(family, 0.01, 1).p[0], alone);
}

TEST(JointSignFlip, AgreesWithTheCriticalValue) {
  const std::vector<PairedSeries> family = {noise(10, 0.9, 5), noise(10, 0.1, 6)};
  constexpr double kAlpha = 0.05;
  const JointTest test = joint_sign_flip(family, kAlpha, 1);
  for (std::size_t i = 0; i < family.size(); ++i) {
    const Moments of = moments(family[i].d);
    const double t = std::abs(of.mean) / (of.sd / std::sqrt(10.0));
    EXPECT_EQ(test.p[i] <= kAlpha, t > test.critical) << i;
  }
}

TEST(JointSignFlip, DrawsTheSameSignsFromTheSameSeed) {
  const std::vector<PairedSeries> family = {noise(30, 0.3, 7)};
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[0], joint_sign_flip(family, 0.01, 1).p[0]);
  EXPECT_NE(joint_sign_flip(family, 0.01, 1).p[0], joint_sign_flip(family, 0.01, 2).p[0]);
}

TEST(JointSignFlip, GivesAMergedBlockTheSignOfItsFirst) {
  // Both series flip together where their first blocks are the same, so the second adds nothing.
  PairedSeries fine = series({.3, .1, .2, .3, .1, .2, .3, .25});
  PairedSeries coarse;
  coarse.d = {.2, .25, .15, .275};
  coarse.first_block = {0, 2, 4, 6};
  const std::vector<PairedSeries> family = {fine, coarse};
  // Patterns in which the coarse series is all of one sign: the four odd blocks are free.
  EXPECT_DOUBLE_EQ(joint_sign_flip(family, 0.01, 1).p[1], 16.0 / 128);
}

}  // namespace
}  // namespace orbench::results
