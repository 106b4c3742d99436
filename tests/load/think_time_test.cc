#include "harness/load/think_time.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

struct ShapeRow {
  std::string think;
  double mean_ms;
  double variance;  // ms^2
  std::string text;
};

TEST(ThinkTime, HasTheMeanAndVarianceOfItsDistribution) {
  const ShapeRow rows[] = {
      {"50", 50, 0, "50 ms"},
      {R"({"distribution": "fixed", "value": 50})", 50, 0, "50 ms"},
      {R"({"distribution": "uniform", "from": 20, "to": 80})", 50, 300, "uniform of 20 to 80 ms"},
      {R"({"distribution": "exponential", "mean": 50})", 50, 2500, "exponential of mean 50 ms"},
      {R"({"distribution": "lognormal", "median": 50, "sigma": 0.5})", 50 * std::exp(0.125),
       2500 * std::exp(0.25) * (std::exp(0.25) - 1), "lognormal of median 50 ms, sigma 0.5"},
  };
  for (const ShapeRow& row : rows) {
    const ThinkTime think = think_time_of(row.think);
    core::Rng rng(3, "think");
    constexpr int kDraws = 50'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double ms = core::to_ms(think.draw(rng));
      ASSERT_GE(ms, 0);
      sum += ms;
      squares += ms * ms;
    }
    const double mean = sum / kDraws;
    EXPECT_NEAR(mean, row.mean_ms, 5 * std::sqrt(row.variance / kDraws) + 1e-6) << row.think;
    EXPECT_NEAR(squares / kDraws - mean * mean, row.variance, 0.06 * row.variance + 1e-6)
        << row.think;
    EXPECT_NEAR(core::to_ms(think.mean()), row.mean_ms, 1e-5) << row.think;
    EXPECT_EQ(think.describe(), row.text);
  }
}

TEST(ThinkTime, IsNoneUnlessAskedForAndNeverMoreThanADay) {
  EXPECT_TRUE(think_time_of("0").is_none());
  EXPECT_TRUE(ThinkTime().is_none());
  EXPECT_EQ(ThinkTime().describe(), "");
  const ThinkTime wild =
      think_time_of(R"({"distribution": "lognormal", "median": 86400000, "sigma": 5})");
  core::Rng rng(3, "think");
  for (int i = 0; i < 100; ++i) EXPECT_LE(wild.draw(rng), std::chrono::hours{24});
}

TEST(ThinkTime, IsDrawnAnewForEachPauseOfAClosedLoop) {
  const auto plan = plan_of(R"({"think_time_ms": {"distribution": "exponential", "mean": 50}})");
  const auto pauses = [&](std::uint64_t seed) {
    std::vector<core::Duration> all;
    const auto loop = plan->make(alone({core::Duration{0}, {}, 100}, seed));
    (void)loop->next();
    for (int i = 0; i < 5; ++i) {
      loop->on_finished(core::Duration{0});
      all.push_back(std::get<Arrival>(loop->next()).intended);
    }
    return all;
  };
  EXPECT_EQ(pauses(1), pauses(1));
  EXPECT_NE(pauses(1), pauses(2));
  EXPECT_NE(pauses(1)[0], pauses(1)[1]);
  EXPECT_EQ(plan->describe(), "closed loop, 1 at a time, exponential of mean 50 ms between");
}

}  // namespace
}  // namespace orbench::load
