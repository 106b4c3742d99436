// What a route says of itself afterwards, and which conversations stick.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mock/router/routing_facts.h"
#include "mock/router/sticky_sessions.h"
#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using R = RouteRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

int selected_in(const RoutingFacts& facts) {
  int selected = 0;
  for (const OfferedEndpoint& offered : facts.available) selected += offered.selected ? 1 : 0;
  return selected;
}

TEST(RoutingFacts, FollowTheFailoverToTheEndpointThatServes) {
  const RouteRequest request = asking([](R& r) { r.models = {"a/n"}; });
  const Route decided = routed(request);
  const auto tried = try_in_order(decided, [](const Endpoint& endpoint) {
    return endpoint.provider_name == "Mid" ? 200 : 503;
  });
  const RoutingFacts facts = routing_facts(request, decided, tried);
  EXPECT_EQ(facts.attempt, 2U);
  ASSERT_EQ(facts.attempts.size(), 2U);
  EXPECT_EQ(facts.attempts[0].status, 503);
  EXPECT_EQ(facts.attempts[1].endpoint->tag, "mid/eu");
  EXPECT_EQ(facts.summary, "available=6, selected=Mid");
  EXPECT_EQ(facts.strategy, "fallback");
  EXPECT_EQ(selected_in(facts), 1);
  EXPECT_FALSE(facts.is_byok);
}

TEST(RoutingFacts, SelectNobodyWhenEveryAttemptFailed) {
  const RouteRequest request = asking([](R&) {});
  const Route decided = routed(request);
  const auto tried = try_in_order(decided, [](const Endpoint&) { return 429; });
  EXPECT_EQ(tried.size(), 3U);
  const RoutingFacts facts = routing_facts(request, decided, tried);
  EXPECT_EQ(facts.attempt, 3U);
  EXPECT_EQ(selected_in(facts), 0);
  EXPECT_EQ(facts.summary, "available=5");
}

TEST(RoutingFacts, ListWhatAFilterExcludedAndTellWho) {
  const RouteRequest request =
      asking([](R& r) { r.order = {"nowhere"}, r.allow_fallbacks = false, r.zdr = true; });
  const Route decided = routed(request);
  const RoutingFacts facts = routing_facts(request, decided, {});
  EXPECT_EQ(facts.attempt, 0U);
  EXPECT_EQ(facts.available.size(), 5U) << "a snapshot, not proof of eligibility";
  EXPECT_EQ(removal_text(decided),
            "Filter by Tier Endpoint Rows removed quick/priority, cheap/flex; Filter by Data "
            "Policy removed cheap, mid/eu; Filter by Fallback removed quick");
}

TEST(RoutingFacts, SayWhetherAnOwnKeyServed) {
  const RouteRequest request = asking([](R& r) { r.model = "b/own"; });
  const Route decided = routed(request);
  const auto tried = try_in_order(decided, [](const Endpoint&) { return 200; });
  EXPECT_TRUE(routing_facts(request, decided, tried).is_byok);
}

TEST(StickySessions, KeepAConversationForTenIdleMinutes) {
  StickySessions sessions;
  const Endpoint& endpoint = router_config().catalog.endpoints().front();
  const std::string key = Conversation{"key", "a/m", "s1", "", "", ""}.key();
  EXPECT_EQ(sessions.find(key, {}), nullptr);
  sessions.succeeded(key, endpoint, {});
  const core::Duration nearly = StickySessions::kIdle - std::chrono::nanoseconds(1);
  EXPECT_EQ(sessions.find(key, nearly), &endpoint);
  EXPECT_EQ(sessions.find(key, StickySessions::kIdle), nullptr) << "looking renews nothing";
  sessions.succeeded(key, endpoint, nearly);
  EXPECT_EQ(sessions.find(key, StickySessions::kIdle), &endpoint) << "a success does";
  sessions.clear();
  EXPECT_EQ(sessions.find(key, {}), nullptr);
}

TEST(StickySessions, TellConversationsApart) {
  const auto key = [](const char* account, const char* model, const char* session,
                      const char* cache, const char* system, const char* other) {
    return Conversation{account, model, session, cache, system, other}.key();
  };
  EXPECT_EQ(key("k", "m", "s", "c1", "x", "y"), key("k", "m", "s", "c2", "v", "w"))
      << "a session id is stronger than all else";
  EXPECT_EQ(key("k", "m", "", "c", "x", "y"), key("k", "m", "", "c", "v", "w"))
      << "then the cache key";
  EXPECT_NE(key("k", "m", "", "", "x", "y"), key("k", "m", "", "", "xy", ""));
  EXPECT_NE(key("k", "m", "", "", "x", "y"), key("k", "m", "", "", "x", "z"));
  EXPECT_NE(key("k", "m", "s", "", "", ""), key("k", "n", "s", "", "", ""));
  EXPECT_NE(key("k", "m", "s", "", "", ""), key("j", "m", "s", "", "", ""));
  EXPECT_NE(key("k", "m", "s", "", "", ""), key("k", "m", "", "s", "", ""));
}

TEST(StickySessions, KeepABoundedNumber) {
  StickySessions sessions;
  const Endpoint& endpoint = router_config().catalog.endpoints().front();
  for (std::size_t i = 0; i <= StickySessions::kMostKept; ++i) {
    sessions.succeeded(std::to_string(i), endpoint, {});
  }
  EXPECT_EQ(sessions.find("0", {}), nullptr) << "all were in use, so all went";
  EXPECT_EQ(sessions.find(std::to_string(StickySessions::kMostKept), {}), &endpoint);
}

}  // namespace
}  // namespace orbench::mock
