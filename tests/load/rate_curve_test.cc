#include "harness/load/rate_curve.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

const std::string kRamp = R"({"shape": "ramp", "from": 1, "to": 20, "over_s": 60})";
const std::string kSteps = R"({"shape": "steps", "steps": [{"rate_rps": 5, "for_s": 10},
    {"rate_rps": 0, "for_s": 10}, {"rate_rps": 20, "for_s": 5}]})";

const std::string kSine = R"({"shape": "sine", "mean": 10, "amplitude": 6, "period_s": 10})";
const std::string kSpike = R"({"shape": "spike", "base": 2, "peak": 50, "at_s": 10, "for_s": 5})";

struct CurveRow {
  const char* why;
  std::string curve;
  double t;
  double rate;
  double expected;
};

TEST(RateCurve, HasRateAndIntegralInClosedForm) {
  const std::vector<CurveRow> rows = {
      {"a bare number is a constant rate", "20", 3, 20, 60},
      {"so is its long form", R"({"shape": "constant", "rate_rps": 20})", 3, 20, 60},
      {"a ramp begins at from", kRamp, 0, 1, 0},
      {"half way up: 30 s at 5.75 rps on average", kRamp, 30, 10.5, 172.5},
      {"at the top", kRamp, 60, 20, 630},
      {"and then it holds to", kRamp, 70, 20, 830},
      {"a ramp may fall", R"({"shape": "ramp", "from": 20, "to": 0, "over_s": 10})", 5, 10, 75},
      {"to nothing", R"({"shape": "ramp", "from": 20, "to": 0, "over_s": 10})", 99, 0, 100},
      {"a ramp of no slope", R"({"shape": "ramp", "from": 5, "to": 5, "over_s": 10})", 4, 5, 20},
      {"the first step", kSteps, 9, 5, 45},
      {"an edge belongs to the step it begins", kSteps, 10, 0, 50},
      {"a pause adds nothing", kSteps, 19, 0, 50},
      {"the third step", kSteps, 22, 20, 90},
      {"the last step holds", kSteps, 30, 20, 250},
      {"a sine begins at its mean", kSine, 0, 10, 0},
      {"its first quarter ends at the top: 2.5 s of the mean and the area under a hump", kSine, 2.5,
       16, 25 + 60 / (2 * std::numbers::pi)},
      {"half a period, the hump twice", kSine, 5, 10, 50 + 120 / (2 * std::numbers::pi)},
      {"a period holds its mean", kSine, 10, 10, 100},
      {"a thousand periods too", kSine, 1e4, 10, 1e5},
      {"before a spike", kSpike, 9, 2, 18},
      {"in a spike", kSpike, 11, 50, 70},
      {"after a spike", kSpike, 20, 2, 20 + 250 + 10},
  };
  for (const CurveRow& row : rows) {
    const auto curve = curve_of(row.curve);
    EXPECT_NEAR(curve->rate_at(row.t), row.rate, 1e-12) << row.why;
    EXPECT_NEAR(curve->expected_by(row.t), row.expected, 1e-9) << row.why;
  }
}

struct TimeRow {
  const char* why;
  std::string curve;
  double n;
  double t;
};

TEST(RateCurve, TellsWhenACountIsReached) {
  const std::vector<TimeRow> rows = {
      {"nothing is there at once", kRamp, 0, 0},
      {"less than nothing too", "4", -1, 0},
      {"a constant rate", "4", 10, 2.5},
      {"inside the ramp", kRamp, 172.5, 30},
      {"after the ramp", kRamp, 830, 70},
      {"a fall to nothing ends with its area",
       R"({"shape": "ramp", "from": 20, "to": 0, "over_s": 10})", 100, 10},
      {"and never gives more", R"({"shape": "ramp", "from": 20, "to": 0, "over_s": 10})", 100.5,
       kNever},
      {"from nothing", R"({"shape": "ramp", "from": 0, "to": 10, "over_s": 10})", 5,
       10.0 / std::sqrt(10.0)},
      {"a slope of one part in a billion is no division by nothing",
       R"({"shape": "ramp", "from": 10, "to": 10.00000001, "over_s": 10})", 50, 5},
      {"the count at a pause was reached before it", kSteps, 50, 10},
      {"the next one comes after it", kSteps, 51, 20.05},
      {"the last step holds", kSteps, 250, 30},
      {"a sine's half period", kSine, 50 + 120 / (2 * std::numbers::pi), 5},
      {"a sine's hundredth period", kSine, 10'000, 1000},
      {"a sine that touches nothing has a time behind it too",
       R"({"shape": "sine", "mean": 10, "amplitude": 10, "period_s": 4})",
       35 + 40 / (2 * std::numbers::pi) * (1 - std::cos(1.75 * std::numbers::pi)), 3.5},
      {"a spike", kSpike, 45, 10.5},
      {"after a spike from nothing there is nothing",
       R"({"shape": "spike", "base": 0, "peak": 50, "at_s": 10, "for_s": 5})", 251, kNever},
      {"a last pause is for good",
       R"({"shape": "steps", "steps": [{"rate_rps": 5, "for_s": 10}, {"rate_rps": 0, "for_s": 1}]})",
       51, kNever},
      {"a first pause is waited for",
       R"({"shape": "steps", "steps": [{"rate_rps": 0, "for_s": 3}, {"rate_rps": 2, "for_s": 1}]})",
       1, 3.5},
  };
  for (const TimeRow& row : rows) {
    const double t = curve_of(row.curve)->time_of(row.n);
    if (std::isinf(row.t)) {
      EXPECT_EQ(t, row.t) << row.why;
    } else {
      EXPECT_NEAR(t, row.t, 1e-7) << row.why;
    }
  }
}

std::string random_curve(core::Rng& rng) {
  const auto rate = [&] { return std::floor(rng.uniform() * 1000) / 10; };
  switch (rng.below(4)) {
    case 0:
      return fmt::format("{}", rate() + 0.1);
    case 1:
      return fmt::format(R"({{"shape": "ramp", "from": {}, "to": {}, "over_s": {}}})", rate(),
                         rate() + 0.1, rate() + 0.1);
    case 2: {
      const double mean = rate() + 0.1;
      return fmt::format(R"({{"shape": "sine", "mean": {}, "amplitude": {}, "period_s": {}}})",
                         mean, 0.99 * mean * rng.uniform(), rate() + 0.1);
    }
    default:
      break;
  }
  std::string steps;
  for (std::uint64_t i = 0; i <= rng.below(6); ++i) {
    steps += fmt::format(R"({{"rate_rps": {}, "for_s": {}}},)", rng.below(4) == 0 ? 0 : rate(),
                         rate() + 0.1);
  }
  return fmt::format(R"({{"shape": "steps", "steps": [{}{{"rate_rps": 3, "for_s": 1}}]}})", steps);
}

TEST(RateCurve, TimeAndCountAreInverseOnAnyCurve) {
  core::Rng rng(29);
  for (int round = 0; round < 200; ++round) {
    const std::string text = random_curve(rng);
    auto curve = curve_of(text);
    if (rng.below(2) == 0) curve = with_lead_in(std::move(curve), 10 * rng.uniform());
    double last_t = 0;
    double last_n = 0;
    for (double n = rng.uniform(); n < 3000; n += 100 * rng.uniform()) {
      const double t = curve->time_of(n);
      ASSERT_GE(t, last_t) << text;
      ASSERT_NEAR(curve->expected_by(t), n, 1e-6) << text;
      // Earliest: a moment before, the count was not reached.
      if (t > 1e-3) {
        ASSERT_LT(curve->expected_by(t - 1e-3), n) << text << " n " << n;
      }
      ASSERT_GE(curve->expected_by(t), last_n - 1e-9) << text;
      last_t = t;
      last_n = n;
    }
  }
}

TEST(RateCurve, IntegralIsThatOfTheRate) {
  core::Rng rng(31);
  for (int round = 0; round < 50; ++round) {
    const std::string text = random_curve(rng);
    const auto curve = curve_of(text);
    constexpr double kStep = 1e-3;
    double sum = 0;
    for (int i = 0; i < 50'000; ++i) sum += kStep * curve->rate_at((i + 0.5) * kStep);
    EXPECT_NEAR(curve->expected_by(50), sum, 1.0) << text;
  }
}

TEST(RateCurve, LeadInHoldsTheStartingRate) {
  const auto curve = with_lead_in(curve_of(kRamp), 10);
  EXPECT_DOUBLE_EQ(curve->rate_at(9.9), 1);
  EXPECT_DOUBLE_EQ(curve->expected_by(10), 10);
  EXPECT_DOUBLE_EQ(curve->rate_at(40), 10.5);
  EXPECT_DOUBLE_EQ(curve->time_of(10), 10);
  EXPECT_DOUBLE_EQ(curve->time_of(10 + 172.5), 40);
  EXPECT_EQ(curve->clone()->time_of(300), curve->time_of(300));
}

TEST(RateCurve, LeadInOfAPauseSendsNothing) {
  const auto curve =
      with_lead_in(curve_of(R"({"shape": "ramp", "from": 0, "to": 10, "over_s": 10})"), 5);
  EXPECT_DOUBLE_EQ(curve->expected_by(5), 0);
  EXPECT_DOUBLE_EQ(curve->time_of(50), 15);
}

TEST(RateCurve, DescribesItself) {
  EXPECT_EQ(curve_of("20")->describe(), "20 rps");
  EXPECT_EQ(curve_of("0.5")->describe(), "0.5 rps");
  EXPECT_EQ(curve_of(kRamp)->describe(), "1 to 20 rps over 60 s");
  EXPECT_EQ(curve_of(kSteps)->describe(), "3 steps, 0 to 20 rps");
  EXPECT_EQ(curve_of(kSine)->describe(), "10 rps, 6 up and down every 10 s");
  EXPECT_EQ(curve_of(kSpike)->describe(), "2 rps, 50 rps from 10 s for 5 s");
}

}  // namespace
}  // namespace orbench::load
