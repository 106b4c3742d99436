#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "harness/load/arrival.h"
#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kEven = R"({"arrivals": "constant", "rate_rps": 4})";
const std::string kRandom = R"({"arrivals": "poisson", "rate_rps": 50})";

StopRule for_seconds(int n, int warmup = 0) { return {seconds{warmup}, seconds{n}, {}}; }
StopRule for_requests(std::uint64_t n, int warmup = 0) { return {seconds{warmup}, {}, n}; }

std::vector<Arrival> run(const std::string& load, const ArrivalContext& context) {
  return arrivals_of(*plan_of(load)->make(context));
}

TEST(ConstantArrivals, ComeAtEvenTimesFromTheVeryStart) {
  const auto arrivals = run(kEven, alone(for_seconds(1)));
  const std::vector<Arrival> expected = {{false, 0, milliseconds{0}},
                                         {false, 1, milliseconds{250}},
                                         {false, 2, milliseconds{500}},
                                         {false, 3, milliseconds{750}}};
  EXPECT_EQ(arrivals, expected);
}

TEST(ConstantArrivals, DoNotDrift) {
  const auto arrivals =
      run(R"({"arrivals": "constant", "rate_rps": 3})", alone(for_requests(100'000)));
  ASSERT_EQ(arrivals.size(), 100'000U);
  for (std::size_t i = 0; i < arrivals.size(); i += 3) {
    ASSERT_EQ(arrivals[i].intended, seconds{static_cast<int>(i) / 3});
  }
}

struct CountRow {
  const char* why;
  std::string load;
  StopRule stop;
  std::size_t warmup;
  std::size_t measured;
};

TEST(ConstantArrivals, GiveTheNumberThatTheCurveHolds) {
  const std::string stairs = R"({"arrivals": "constant", "rate_rps": {"shape": "steps", "steps": [
      {"rate_rps": 5, "for_s": 2}, {"rate_rps": 0, "for_s": 1}]}})";
  const CountRow rows[] = {
      {"the end itself is outside", kEven, for_seconds(10), 0, 40},
      {"warm-up comes first, at the same rate", kEven, for_seconds(10, 5), 20, 40},
      {"by count", kEven, for_requests(7), 0, 7},
      {"warm-up is not counted", kEven, for_requests(7, 5), 20, 7},
      {"the count is reached first", kEven, {seconds{0}, seconds{10}, 7}, 0, 7},
      {"the time is over first", kEven, {seconds{0}, seconds{1}, 7}, 0, 4},
      {"no requests", kEven, for_requests(0), 0, 0},
      {"a rate that does not divide the window", R"({"arrivals": "constant", "rate_rps": 0.7})",
       for_seconds(100, 30), 21, 70},
      {"warm-up holds the ramp's first rate",
       R"({"arrivals": "constant", "rate_rps": {"shape": "ramp", "from": 2, "to": 4, "over_s": 10}})",
       for_seconds(10, 5), 10, 30},
      {"a curve that falls silent ends, though more were asked for; the one on the edge of the "
       "pause goes at its beginning",
       stairs, for_requests(1000), 0, 11},
      {"a rate that no run would see twice", R"({"arrivals": "constant", "rate_rps": 1e-17})",
       for_requests(1000), 0, 1},
  };
  for (const CountRow& row : rows) {
    const auto arrivals = run(row.load, alone(row.stop));
    const auto warm =
        std::count_if(arrivals.begin(), arrivals.end(), [](const Arrival& a) { return a.warmup; });
    EXPECT_EQ(static_cast<std::size_t>(warm), row.warmup) << row.why;
    EXPECT_EQ(arrivals.size() - static_cast<std::size_t>(warm), row.measured) << row.why;
  }
}

TEST(OpenLoop, WarmupEndsWhereTheWindowBegins) {
  for (const std::string& load : {kEven, kRandom}) {
    const auto arrivals = run(load, alone(for_seconds(5, 3)));
    std::uint64_t warmup_seq = 0;
    std::uint64_t seq = 0;
    for (const Arrival& a : arrivals) {
      EXPECT_EQ(a.warmup, a.intended < seconds{3});
      EXPECT_EQ(a.seq, a.warmup ? warmup_seq++ : seq++);
      EXPECT_LT(a.intended, seconds{8});
    }
    EXPECT_GT(warmup_seq, 0U);
    EXPECT_GT(seq, 0U);
  }
}

TEST(OpenLoop, StaysEnded) {
  const auto process = plan_of(kRandom)->make(alone(for_requests(3)));
  EXPECT_EQ(arrivals_of(*process).size(), 3U);
  process->on_finished(seconds{1});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(std::holds_alternative<Ended>(process->next()));
}

TEST(OpenLoop, SharesTogetherSendTheTimelineOfOne) {
  const std::string ramp = R"({"arrivals": "poisson",
      "rate_rps": {"shape": "ramp", "from": 5, "to": 80, "over_s": 10}})";
  for (const std::string& load : {kEven, kRandom, ramp}) {
    for (const StopRule& stop : {for_seconds(20, 3), for_requests(101, 2)}) {
      const auto plan = plan_of(load);
      const auto whole = arrivals_of(*plan->make(alone(stop, 5)));
      for (const std::uint64_t count : {2U, 3U, 7U}) {
        std::vector<Arrival> merged;
        for (std::uint64_t index = 0; index < count; ++index) {
          for (const Arrival& a : arrivals_of(*plan->make({stop, 5, "chat", {index, count}}))) {
            EXPECT_EQ(a.seq % count, index);
            merged.push_back(a);
          }
        }
        std::sort(merged.begin(), merged.end(), [](const Arrival& a, const Arrival& b) {
          return std::tuple(!a.warmup, a.seq) < std::tuple(!b.warmup, b.seq);
        });
        EXPECT_EQ(merged, whole) << load << " in " << count;
      }
    }
  }
}

TEST(PoissonArrivals, FollowTheSeedAndTheWorkload) {
  const auto plan = plan_of(kRandom);
  const StopRule stop = for_requests(100);
  const auto once = arrivals_of(*plan->make({stop, 5, "chat", {}}));
  EXPECT_EQ(arrivals_of(*plan->make({stop, 5, "chat", {}})), once);
  EXPECT_NE(arrivals_of(*plan->make({stop, 6, "chat", {}})), once);
  EXPECT_NE(arrivals_of(*plan->make({stop, 5, "other", {}})), once);
}

TEST(PoissonArrivals, HaveExponentialGaps) {
  constexpr std::size_t kGaps = 100'000;
  const auto arrivals = run(kRandom, alone(for_requests(kGaps + 1)));
  ASSERT_EQ(arrivals.size(), kGaps + 1);
  double sum = 0;
  double squares = 0;
  std::size_t over_mean = 0;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    const double gap = 50 * core::to_seconds(arrivals[i].intended - arrivals[i - 1].intended);
    ASSERT_GE(gap, 0);
    sum += gap;
    squares += gap * gap;
    over_mean += gap > 1 ? 1 : 0;
  }
  const double n = kGaps;
  const double mean = sum / n;
  // Five standard errors: 1/sqrt(n) of the mean, sqrt(8/n) of the variance. The seed is fixed.
  EXPECT_NEAR(mean, 1.0, 5 / std::sqrt(n));
  EXPECT_NEAR(squares / n - mean * mean, 1.0, 5 * std::sqrt(8 / n));
  EXPECT_NEAR(static_cast<double>(over_mean) / n, std::exp(-1.0), 5 * 0.5 / std::sqrt(n));
}

TEST(PoissonArrivals, FollowTheCurve) {
  const auto arrivals = run(R"({"arrivals": "poisson", "rate_rps": {"shape": "steps", "steps": [
              {"rate_rps": 100, "for_s": 20}, {"rate_rps": 0, "for_s": 20},
              {"rate_rps": 400, "for_s": 20}]}})",
                            alone(for_seconds(60)));
  const auto between = [&](int from, int to) {
    return static_cast<double>(std::count_if(arrivals.begin(), arrivals.end(), [&](const auto& a) {
      return a.intended >= seconds{from} && a.intended < seconds{to};
    }));
  };
  EXPECT_NEAR(between(0, 20), 2000, 5 * std::sqrt(2000.0));
  EXPECT_EQ(between(20, 40), 0);
  EXPECT_NEAR(between(40, 60), 8000, 5 * std::sqrt(8000.0));
}

TEST(OpenLoopPlan, ForetellsArrivalsAndRate) {
  const auto even = plan_of(kEven);
  EXPECT_TRUE(even->open_loop());
  EXPECT_GT(even->max_shares(), 1000U);
  EXPECT_EQ(even->expected_arrivals(for_seconds(10, 5)), 40);
  EXPECT_EQ(even->expected_arrivals(for_requests(7)), 7);
  EXPECT_EQ(even->expected_arrivals({seconds{0}, seconds{1}, 7}), 4);
  EXPECT_EQ(even->offered_rps(for_seconds(10)), 4);
  EXPECT_EQ(even->offered_rps(for_requests(7)), 4);
  const auto ramp = plan_of(
      R"({"arrivals": "poisson", "rate_rps": {"shape": "ramp", "from": 0, "to": 8, "over_s": 10}})");
  EXPECT_EQ(ramp->expected_arrivals(for_seconds(10)), 40);
  EXPECT_EQ(ramp->offered_rps(for_seconds(10)), 4);
  const auto silent = plan_of(R"({"arrivals": "constant", "rate_rps":
      {"shape": "ramp", "from": 8, "to": 0, "over_s": 10}})");
  EXPECT_EQ(silent->expected_arrivals(for_requests(1000)), 40);
  EXPECT_FALSE(silent->offered_rps(for_requests(1000)));
}

TEST(OpenLoopPlan, DescribesItself) {
  EXPECT_EQ(plan_of(kRandom)->describe(), "poisson, 50 rps");
  EXPECT_EQ(plan_of(kEven)->describe(), "constant, 4 rps");
}

}  // namespace
}  // namespace orbench::load
