#include "mock/router/route.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Cheap but slow, dear but quick, one between, and one endpoint that is a variant.
Config routing_config() {
  return config_from(R"({
    "providers": [{"name": "Cheap", "slug": "cheap"}, {"name": "Quick", "slug": "quick"},
                  {"name": "Mid", "slug": "mid"}],
    "models": [{"id": "a/m"}, {"id": "a/lonely"}],
    "endpoints": [
      {"model": "a/m", "provider": "quick", "ttft": {"fixed_ms": 10}, "gap": {"fixed_ms": 3},
       "pricing": {"prompt": "0.000003", "completion": "0.000003"}},
      {"model": "a/m", "provider": "cheap", "ttft": {"fixed_ms": 90}, "gap": {"fixed_ms": 2},
       "pricing": {"prompt": "0.000001", "completion": "0.000001"}},
      {"model": "a/m", "provider": "mid", "tag": "mid/eu", "ttft": {"fixed_ms": 50},
       "gap": {"fixed_ms": 1}, "pricing": {"prompt": "0.000002", "completion": "0.000002"}}]})");
}

std::vector<std::string> tags(const Route& route) {
  std::vector<std::string> names;
  for (const Endpoint* endpoint : route.attempts) names.push_back(endpoint->tag);
  return names;
}

RouteRequest asking(void (*change)(RouteRequest&)) {
  RouteRequest request;
  request.model = "a/m";
  change(request);
  return request;
}

TEST(Route, OrdersBySortWithoutChance) {
  const Config config = routing_config();
  const auto sorted = [&](Sort sort, std::uint64_t sequence) {
    RouteRequest request;
    request.model = "a/m";
    request.sort = sort;
    return tags(route(request, {config.catalog, 1, sequence}));
  };
  for (std::uint64_t sequence = 0; sequence < 20; ++sequence) {
    EXPECT_THAT(sorted(Sort::kPrice, sequence), ElementsAre("cheap", "mid/eu", "quick"));
    EXPECT_THAT(sorted(Sort::kLatency, sequence), ElementsAre("quick", "mid/eu", "cheap"));
    EXPECT_THAT(sorted(Sort::kThroughput, sequence), ElementsAre("mid/eu", "cheap", "quick"));
  }
}

TEST(Route, FiltersByTheProviderLists) {
  struct Row {
    const char* sentence;
    void (*change)(RouteRequest&);
    std::vector<std::string> expected;
  };
  const std::vector<Row> rows = {
      {"only keeps what it names",
       [](RouteRequest& r) {
         r.only = {"quick", "mid"};
       },
       {"mid/eu", "quick"}},
      {"a base slug matches a variant, in any case",
       [](RouteRequest& r) { r.only = {"MID"}; },
       {"mid/eu"}},
      {"a whole tag matches its endpoint",
       [](RouteRequest& r) { r.only = {"mid/eu"}; },
       {"mid/eu"}},
      {"another variant does not match", [](RouteRequest& r) { r.only = {"mid/us"}; }, {}},
      {"ignore removes what it names",
       [](RouteRequest& r) {
         r.ignore = {"mid", "unknown"};
       },
       {"cheap", "quick"}},
      {"ignore wins over only",
       [](RouteRequest& r) {
         r.only = {"cheap"};
         r.ignore = {"cheap"};
       },
       {}},
      {"without fallbacks only the order entries are left, in their sequence",
       [](RouteRequest& r) {
         r.order = {"quick", "nowhere", "cheap"};
         r.allow_fallbacks = false;
       },
       {"quick", "cheap"}},
      {"without fallbacks and without serving entries nothing is left",
       [](RouteRequest& r) {
         r.order = {"nowhere"};
         r.allow_fallbacks = false;
       },
       {}},
      {"without fallbacks and without order one endpoint is tried",
       [](RouteRequest& r) { r.allow_fallbacks = false; },
       {"cheap"}}};
  const Config config = routing_config();
  for (const Row& row : rows) {
    RouteRequest request = asking(row.change);
    if (request.order.empty()) request.sort = Sort::kPrice;
    EXPECT_EQ(tags(route(request, {config.catalog, 1, 0})), row.expected) << row.sentence;
  }
}

TEST(Route, PutsTheOrderEntriesFirstAndKeepsTheRestAsFallbacks) {
  const Config config = routing_config();
  RouteRequest request = asking([](RouteRequest& r) { r.order = {"mid", "quick"}; });
  request.sort = Sort::kPrice;
  EXPECT_THAT(tags(route(request, {config.catalog, 1, 0})),
              ElementsAre("mid/eu", "quick", "cheap"));
}

TEST(Route, DrawsByTheInverseSquareOfThePrice) {
  const Config config = routing_config();
  std::map<std::string, int> first;
  constexpr int kDraws = 10'000;
  for (std::uint64_t sequence = 0; sequence < kDraws; ++sequence) {
    const Route drawn = route(asking([](RouteRequest&) {}), {config.catalog, 1, sequence});
    ASSERT_EQ(drawn.attempts.size(), 3U) << "the others are fallbacks";
    ++first[drawn.attempts.front()->tag];
  }
  // Weights 1, 1/4 and 1/9 of a sum of 1.3611; three standard deviations are under 150 draws.
  EXPECT_NEAR(first["cheap"], kDraws * 0.7347, 150);
  EXPECT_NEAR(first["mid/eu"], kDraws * 0.1837, 150);
  EXPECT_NEAR(first["quick"], kDraws * 0.0816, 150);
}

TEST(Route, DependsOnSeedAndSequenceAlone) {
  const Config config = routing_config();
  const auto routes = [&](std::uint64_t seed) {
    std::string all;
    for (std::uint64_t sequence = 0; sequence < 40; ++sequence) {
      all += tags(route(asking([](RouteRequest&) {}), {config.catalog, seed, sequence})).front();
    }
    return all;
  };
  EXPECT_EQ(routes(5), routes(5));
  EXPECT_NE(routes(5), routes(6));
}

TEST(Route, TellsWhichFilterLeftNothing) {
  const Config config = routing_config();
  const Route none = route(asking([](RouteRequest& r) {
                             r.only = {"quick"};
                             r.ignore = {"quick"};
                           }),
                           {config.catalog, 1, 0});
  EXPECT_THAT(none.attempts, IsEmpty());
  EXPECT_EQ(none.failed_step, "Filter by Ignored Providers");
  ASSERT_EQ(none.funnel.size(), 2U);
  EXPECT_EQ(none.funnel[0].step, "Initial Endpoints");
  EXPECT_EQ(none.funnel[0].endpoint_count, 3U);
  EXPECT_EQ(none.funnel[1].endpoint_count, 1U);
}

TEST(Route, HasNoAttemptForAModelThatNobodyServes) {
  const Config config = routing_config();
  RouteRequest request;
  request.model = "a/lonely";
  const Route none = route(request, {config.catalog, 1, 0});
  EXPECT_THAT(none.attempts, IsEmpty());
  EXPECT_EQ(none.failed_step, "Initial Endpoints");
}

}  // namespace
}  // namespace orbench::mock
