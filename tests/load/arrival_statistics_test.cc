// What arrivals look like over many draws. ORBENCH_DRAWS sets how many; by default as many as a
// sanitizer build does in a moment, 1,000,000 for the real thing.

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "harness/load/arrival.h"
#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

std::size_t draws() {
  const char* const asked = std::getenv("ORBENCH_DRAWS");
  return asked != nullptr ? std::strtoul(asked, nullptr, 10) : 60'000;
}

struct Moments {
  double mean = 0;
  double variance = 0;
  double kurtosis = 0;  // fourth central moment over the squared variance
};

Moments moments_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double v : values) m.mean += v / n;
  double fourth = 0;
  for (const double v : values) {
    const double square = (v - m.mean) * (v - m.mean);
    m.variance += square / n;
    fourth += square * square / n;
  }
  m.kurtosis = m.variance > 0 ? fourth / (m.variance * m.variance) : 0;
  return m;
}

struct GapRow {
  std::string load;
  double variance;  // of gaps in units of the mean gap
  double kurtosis;
};

TEST(ArrivalProperty, GapsHaveTheRightMeanAndVariance) {
  const GapRow rows[] = {
      {R"({"arrivals": "constant", "rate_rps": 50})", 0, 0},
      {R"({"arrivals": "poisson", "rate_rps": 50})", 1, 9},
      {R"({"arrivals": "gamma", "rate_rps": 50, "burstiness": 1})", 1, 9},
      {R"({"arrivals": "gamma", "rate_rps": 50, "burstiness": 0.25})", 4, 27},
      {R"({"arrivals": "gamma", "rate_rps": 50, "burstiness": 5})", 0.2, 4.2},
  };
  const std::size_t n = draws();
  for (const GapRow& row : rows) {
    const auto process = plan_of(row.load)->make(alone({core::Duration{0}, {}, n + 1}));
    std::vector<double> gaps;
    double last = core::to_seconds(std::get<Arrival>(process->next()).intended);
    for (std::size_t i = 0; i < n; ++i) {
      const double at = core::to_seconds(std::get<Arrival>(process->next()).intended);
      ASSERT_GE(at, last);
      gaps.push_back(50 * (at - last));
      last = at;
    }
    const Moments m = moments_of(gaps);
    const double error = std::sqrt(row.variance / static_cast<double>(n));
    EXPECT_NEAR(m.mean, 1, 5 * error + 1e-6) << row.load;
    // The standard error of a variance is that of its fourth moment. The seed is fixed.
    const double spread = row.variance * std::sqrt((row.kurtosis - 1) / static_cast<double>(n));
    EXPECT_NEAR(m.variance, row.variance, row.variance > 0 ? 5 * spread : 1e-9) << row.load;
  }
}

TEST(ArrivalProperty, CountsFollowTheCurveWhateverItsShape) {
  const double scale = static_cast<double>(draws()) / 60'000;
  for (const char* const shape :
       {R"({"shape": "sine", "mean": 500, "amplitude": 500, "period_s": 20})",
        R"({"shape": "spike", "base": 100, "peak": 2000, "at_s": 20, "for_s": 10})",
        R"({"shape": "ramp", "from": 0, "to": 1000, "over_s": 60})"}) {
    const std::string load =
        std::string(R"({"arrivals": "gamma", "burstiness": 0.5, "rate_rps": )") + shape + "}";
    const auto curve = curve_of(shape);
    std::vector<double> counted(60);
    const std::size_t rounds = static_cast<std::size_t>(std::ceil(scale));
    for (std::size_t round = 0; round < rounds; ++round) {
      const auto process =
          plan_of(load)->make(alone({core::Duration{0}, std::chrono::seconds{60}, {}}, round));
      for (const Arrival& a : arrivals_of(*process)) {
        ++counted[static_cast<std::size_t>(core::to_seconds(a.intended))];
      }
    }
    for (std::size_t s = 0; s < counted.size(); ++s) {
      const double from = static_cast<double>(s);
      const double expected =
          static_cast<double>(rounds) * (curve->expected_by(from + 1) - curve->expected_by(from));
      // Bursts double the variance of a count; one more for the edges of the second.
      EXPECT_NEAR(counted[s], expected, 5 * std::sqrt(2 * expected) + 5)
          << shape << " second " << s;
    }
  }
}

TEST(ArrivalProperty, TheSameSeedGivesTheSameTimelineOnOneTwoAndFourWorkers) {
  for (const char* const load : {R"({"arrivals": "constant", "rate_rps": 200})",
                                 R"({"arrivals": "poisson", "rate_rps": 200})",
                                 R"({"arrivals": "gamma", "rate_rps": 200, "burstiness": 0.3})",
                                 R"({"arrivals": "gamma", "burstiness": 3,
            "rate_rps": {"shape": "sine", "mean": 200, "amplitude": 100, "period_s": 3}})"}) {
    const auto plan = plan_of(load);
    const StopRule stop{std::chrono::seconds{1}, std::chrono::seconds{9}, {}};
    const auto whole = arrivals_of(*plan->make(alone(stop, 7)));
    for (const std::uint64_t workers : {2U, 4U}) {
      std::vector<std::vector<Arrival>> parts;
      for (std::uint64_t i = 0; i < workers; ++i) {
        parts.push_back(arrivals_of(*plan->make({stop, 7, "chat", {i, workers}})));
      }
      std::vector<std::size_t> taken(workers);
      for (const Arrival& a : whole) {
        const std::size_t part = a.seq % workers;
        ASSERT_LT(taken[part], parts[part].size());
        EXPECT_EQ(parts[part][taken[part]++], a) << load;
      }
      for (std::size_t i = 0; i < workers; ++i) EXPECT_EQ(taken[i], parts[i].size());
    }
  }
}

TEST(Rng, GammaHasMeanOneAndTheVarianceOfItsShape) {
  for (const double shape : {0.05, 0.5, 1.0, 4.0, 400.0}) {
    core::Rng rng(11, "gamma");
    std::vector<double> values(draws());
    for (double& v : values) v = rng.gamma(shape);
    const Moments m = moments_of(values);
    const auto n = static_cast<double>(values.size());
    EXPECT_NEAR(m.mean, 1, 5 * std::sqrt(1 / (shape * n))) << shape;
    const double kurtosis = 3 + 6 / shape;
    EXPECT_NEAR(m.variance, 1 / shape, 5 / shape * std::sqrt((kurtosis - 1) / n)) << shape;
  }
}

}  // namespace
}  // namespace orbench::load
