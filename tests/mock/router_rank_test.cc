// The decision table of the API reference, section 2.8, where it is about rank: cutoffs, suffixes,
// tiers, stickiness, fallback models.
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using R = RouteRequest;
using ::testing::ElementsAre;

TEST(RouterRank, PutsEndpointsThatMissACutoffLast) {
  expect_rows({
      {"20: the slow move to the end, none is removed",
       [](R& r) { r.preferred_max_latency[0] = 0.06; },
       {"mid/eu", "quick", "cheap"},
       {}},
      {"20: a cutoff that nobody meets changes nothing",
       [](R& r) { r.preferred_min_throughput[0] = 1e6; },
       {"cheap", "mid/eu", "quick"},
       {}},
      {"21: sort price among those that meet it",
       [](R& r) { r.preferred_min_throughput[0] = 300; },
       {"mid/eu", "quick", "cheap"},
       {}},
      {"22: every percentile must hold, and p99 of throughput is the slow end",
       [](R& r) {
         r.preferred_min_throughput = {300, {}, {}, 300};
       },
       {"quick", "cheap", "mid/eu"},
       {}},
      {"22: p50 alone is met where p99 is not",
       [](R& r) {
         r.preferred_max_latency = {0.1, {}, {}, 0.1};
       },
       {"mid/eu", "quick", "cheap"},
       {}},
      {"20: order wins over cutoffs",
       [](R& r) {
         r.order = {"cheap"}, r.only = {"cheap", "mid"}, r.preferred_max_latency[0] = 0.06;
       },
       {"cheap", "mid/eu"},
       {}},
      {"20: with partition none a later model may be chosen for it",
       [](R& r) {
         r.models = {"a/n"}, r.partition = Partition::kNone, r.preferred_max_latency[0] = 0.02;
       },
       {"other", "quick", "cheap", "mid/eu"},
       {}},
  });
}

TEST(RouterRank, ReadsSuffixesAndTiers) {
  expect_rows({
      {"25: nitro sorts by throughput and admits priority",
       [](R& r) { r.model = "a/m:nitro", r.sort = Sort::kNone; },
       {"quick/priority", "mid/eu", "quick", "cheap"},
       {}},
      {"25: floor sorts by price and admits flex",
       [](R& r) { r.model = "a/m:floor", r.sort = Sort::kNone; },
       {"cheap/flex", "cheap", "mid/eu", "quick"},
       {}},
      {"25: service tier default turns the admission off",
       [](R& r) { r.model = "a/m:floor", r.service_tier = "default"; },
       {"cheap", "mid/eu", "quick"},
       {}},
      {"25: order turns the admission off",
       [](R& r) {
         r.model = "a/m:nitro", r.order = {"mid", "cheap"};
       },
       {"mid/eu", "cheap", "quick"},
       {}},
      {"2.4: suffixes for the model alone change no route",
       [](R& r) { r.model = "a/m:online:thinking"; },
       {"cheap", "mid/eu", "quick"},
       {}},
      {"2.4: free is a model of its own", [](R& r) { r.model = "a/m:free"; }, {"cheap"}, {}},
      {"2.4: an alias is the newest of its family",
       [](R& r) { r.model = "~a/-latest"; },
       {"other"},
       {}},
      {"2.4: an unknown suffix names no model",
       [](R& r) { r.model = "a/m:swift"; },
       {},
       "Initial Endpoints"},
      {"26: flex goes to flex endpoints alone",
       [](R& r) { r.service_tier = "flex"; },
       {"cheap/flex"},
       {}},
      {"26: flex without flex endpoints is routed as usual",
       [](R& r) {
         r.service_tier = "flex", r.ignore = {"cheap/flex", "mid"};
       },
       {"cheap", "quick"},
       {}},
      {"27: priority comes first, the others follow",
       [](R& r) { r.service_tier = "priority"; },
       {"quick/priority", "cheap", "mid/eu", "quick"},
       {}},
      {"28: a base slug names no tier endpoint", [](R& r) { r.only = {"quick"}; }, {"quick"}, {}},
      {"2.2: a whole tag names a tier endpoint, in any case",
       [](R& r) { r.only = {"Quick/Priority"}; },
       {"quick/priority"},
       {}},
      {"2.2: a whole tag names its region alone",
       [](R& r) {
         r.only = {"mid/us", "cheap"};
       },
       {"cheap"},
       {}},
  });
}

TEST(RouterRank, PutsOwnKeysAndStickyEndpointsFirst) {
  const auto endpoint = [](std::string_view tag) -> const Endpoint* {
    for (const Endpoint* one : router_config().catalog.endpoints_of("a/m")) {
      if (one->tag == tag) return one;
    }
    return nullptr;
  };
  RouteRequest request = asking([](R&) {});
  request.sticks_to = endpoint("quick");
  EXPECT_THAT(tags_of(routed(request)), ElementsAre("quick", "cheap", "mid/eu"))
      << "29: a session goes on where it was served";
  EXPECT_EQ(routed(request).reasons.front(), Reason::kSticky);
  request.ignore = {"quick"};
  EXPECT_THAT(tags_of(routed(request)), ElementsAre("cheap", "mid/eu"))
      << "a hard filter is stronger";
  request.ignore.clear();
  request.order = {"mid"};
  EXPECT_EQ(tags_of(routed(request)).front(), "mid/eu");
  EXPECT_EQ(routed(request).reasons[1], Reason::kDrawn) << "order switches stickiness off";

  const Route own = routed(asking([](R& r) { r.model = "b/own", r.order = {"quick"}; }));
  EXPECT_THAT(tags_of(own), ElementsAre("other", "quick")) << "own keys come before order";
  EXPECT_THAT(own.reasons, ElementsAre(Reason::kOwnKey, Reason::kOrdered));
}

TEST(RouterRank, LeavesFallbacksOfOneModelToTheNext) {
  const Route decided = routed(asking([](R& r) { r.models = {"a/n"}, r.allow_fallbacks = false; }));
  EXPECT_THAT(tags_of(decided), ElementsAre("cheap", "other"));
  EXPECT_EQ(decided.strategy, "fallback");
  EXPECT_EQ(routed(asking([](R& r) { r.model = "~a/-latest"; })).strategy, "latest");
}

TEST(RouterRank, TellsWhatEachFilterRemoved) {
  const Route decided =
      routed(asking([](R& r) { r.ignore = {"cheap"}, r.max_price.prompt = 1.0; }));
  ASSERT_EQ(decided.funnel.size(), 3U);
  EXPECT_EQ(decided.funnel[0].endpoint_count, 5U);
  EXPECT_EQ(decided.funnel[1].step, "Filter by Tier Endpoint Rows");
  EXPECT_EQ(decided.funnel[2].endpoint_count, 2U);
  EXPECT_EQ(decided.failed_step, "Filter by Max Price");
  EXPECT_EQ(decided.failed_input, 2U);
  EXPECT_EQ(decided.removed.size(), 5U);
  EXPECT_EQ(decided.offered.size(), 5U);
}

}  // namespace
}  // namespace orbench::mock
