// The draw by the inverse square of the price: section 2.3 of the API reference.
#include <array>
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using R = RouteRequest;

constexpr int kDraws = 6000;

/// How often each order of the three plain endpoints of `a/m` was drawn.
std::map<std::string, int> orders_drawn(std::uint64_t seed) {
  const RouteRequest request = asking([](R& r) { r.sort = Sort::kNone; });
  std::map<std::string, int> counts;
  for (std::uint64_t sequence = 0; sequence < kDraws; ++sequence) {
    std::string order;
    for (const auto& tag : tags_of(route(request, {router_config().catalog, seed, sequence}))) {
      order += tag.front();
    }
    ++counts[order];
  }
  return counts;
}

/// The share of an order when each place is drawn by 1/price² among those left.
double share_of(const std::string& order) {
  const std::map<char, double> weights = {{'c', 1.0}, {'m', 1.0 / 4.0}, {'q', 1.0 / 9.0}};
  double left = 1.0 + 1.0 / 4.0 + 1.0 / 9.0;
  double share = 1.0;
  for (const char name : order) {
    share *= weights.at(name) / left;
    left -= weights.at(name);
  }
  return share;
}

TEST(RouterDraw, GivesEachWholeOrderItsShareByTheInverseSquareOfThePrice) {
  constexpr std::array<const char*, 6> kOrders = {"cmq", "cqm", "mcq", "mqc", "qcm", "qmc"};
  // Chi-square with 5 degrees of freedom exceeds 20.5 once in a thousand; the seeds are fixed.
  constexpr double kLimit = 20.5;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const auto counts = orders_drawn(seed);
    EXPECT_EQ(counts.size(), kOrders.size());
    double chi_square = 0.0;
    for (const char* order : kOrders) {
      const double expected = kDraws * share_of(order);
      const auto found = counts.find(order);
      const double drawn = found == counts.end() ? 0.0 : found->second;
      chi_square += std::pow(drawn - expected, 2) / expected;
    }
    EXPECT_LT(chi_square, kLimit) << "seed " << seed;
  }
}

TEST(RouterDraw, IsEvenWhenBalanceIsBroken) {
  const auto rule = parse_broken_rule("balance");
  ASSERT_TRUE(rule);
  const RouteRequest request = asking([](R& r) { r.sort = Sort::kNone; });
  int dearest_first = 0;
  for (std::uint64_t sequence = 0; sequence < 1500; ++sequence) {
    dearest_first += static_cast<int>(tags_of(routed(request, sequence, {*rule}))[0] == "quick");
  }
  EXPECT_NEAR(dearest_first, 500, 73) << "four standard deviations";
}

TEST(RouterDraw, NeverPutsAnOutageBeforeAStableEndpoint) {
  const RouteRequest request = asking([](R& r) { r.model = "b/shaky", r.sort = Sort::kNone; });
  for (std::uint64_t sequence = 0; sequence < 200; ++sequence) {
    const Route decided = routed(request, sequence);
    ASSERT_EQ(tags_of(decided), (std::vector<std::string>{"mid", "cheap"}))
        << "85 % uptime is merely degraded, 50 % is a fallback only";
    ASSERT_EQ(decided.reasons.back(), Reason::kOutage);
  }
}

TEST(RouterDraw, LooksAtTheStatisticsItIsGiven) {
  const RouteRequest request = asking([](R& r) { r.sort = Sort::kLatency; });
  const Standings reversed = [](const Endpoint& endpoint) {
    Standing standing;  // nobody measured the others
    if (endpoint.tag == "cheap") standing.latency_s = {0.1, 0.1, 0.1, 0.1};
    return standing;
  };
  const Route decided = route(request, {router_config().catalog, 1, 0, reversed, {}});
  EXPECT_EQ(tags_of(decided), (std::vector<std::string>{"cheap", "quick", "mid/eu"}))
      << "the unmeasured come last, in the catalog's order";
}

}  // namespace
}  // namespace orbench::mock
