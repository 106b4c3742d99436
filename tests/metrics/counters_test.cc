#include "harness/metrics/counters.h"

#include <limits>

#include <gtest/gtest.h>

#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using core::Outcome;

TEST(Counters, AddUpWhateverTheOutcomes) {
  Counters c;
  for (std::size_t i = 0; i < core::kOutcomeNames.size(); ++i) {
    for (std::size_t n = 0; n <= i; ++n) c.add(failed(static_cast<Outcome>(i)));
  }
  EXPECT_EQ(c.offered(), 136);  // 1 + 2 + … + 16
  EXPECT_EQ(c.sent(), 136 - c.of(Outcome::kNotSent));
  EXPECT_EQ(c.errors(), c.sent() - c.ok() - c.of(Outcome::kCancelled));
  EXPECT_EQ(c.ok(), 16);
  EXPECT_DOUBLE_EQ(c.error_rate(), static_cast<double>(c.errors()) / static_cast<double>(135 - 2));
}

TEST(Counters, NothingSentIsNoErrorRate) {
  Counters c;
  EXPECT_DOUBLE_EQ(c.error_rate(), 0.0);
  c.add(failed(Outcome::kNotSent));
  c.add(failed(Outcome::kCancelled));
  EXPECT_DOUBLE_EQ(c.error_rate(), 0.0);
  EXPECT_EQ(c.errors(), 0);
}

TEST(Counters, SumUsageOfAllSentAndSubsetsOfOk) {
  Counters c;
  Sample cut = ok_stream();
  cut.outcome = Outcome::kTruncated;
  Sample silent = ok_plain();
  silent.usage = {};
  silent.good = false;
  silent.objectives_undefined = true;
  Sample hit = ok_plain();
  hit.cached = true;
  for (const Sample& s : {ok_stream(), cut, silent, hit}) c.add(s);
  EXPECT_EQ(c.good, 2);
  EXPECT_EQ(c.cached, 1);
  EXPECT_EQ(c.without_usage, 1);
  EXPECT_EQ(c.objectives_undefined, 1);
  EXPECT_EQ(c.prompt_tokens, 120);
  EXPECT_EQ(c.output_tokens, 101 + 101 + 50);
  EXPECT_EQ(c.cost, core::Usd::from_dollars(0.0025 + 0.0025 + 0.001));
}

TEST(Counters, AreNotBrokenByWildUsage) {
  Counters c;
  Sample wild = ok_plain();
  wild.usage.prompt_tokens = std::numeric_limits<std::int64_t>::max();
  wild.usage.output_tokens = std::numeric_limits<std::int64_t>::min();
  wild.usage.cost = core::Usd::from_pico(std::numeric_limits<std::int64_t>::max());
  for (int i = 0; i < 3; ++i) c.add(wild);
  EXPECT_GT(c.prompt_tokens, 0);
  EXPECT_EQ(c.output_tokens, 0);
  EXPECT_EQ(c.cost.pico(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace orbench::metrics
