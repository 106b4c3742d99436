#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/limited_service.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kFreeLimits =
    R"("account": {"credits_usd": 5, "free_model_limits": true})";

TEST(Limits, ADaysQuotaIsSpentInASecond) {
  LimitedService service(kFreeLimits);
  EXPECT_EQ(service.passed(25, "a/m:free"), 20) << "a minute";
  const Script minute = service.chat_free();
  EXPECT_EQ(minute.status, 429);
  EXPECT_EQ(script_header(minute, "X-RateLimit-Reset"), "1767247260000") << "the next minute, ms";
  service.state().clock.step(seconds(60));
  EXPECT_EQ(service.passed(25, "a/m:free"), 20);
  service.state().clock.step(seconds(60));
  EXPECT_EQ(service.passed(25, "a/m:free"), 10) << "50 a day";

  const Script refused = service.chat_free("another key");
  ASSERT_EQ(refused.status, 429) << "the account counts";
  const json body = json_of(refused);
  EXPECT_EQ(body["error"]["message"],
            "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model "
            "requests per day");
  EXPECT_EQ(body["error"]["metadata"]["headers"]["X-RateLimit-Limit"], "50");
  EXPECT_EQ(body["error"]["metadata"]["headers"]["X-RateLimit-Remaining"], "0");
  EXPECT_EQ(script_header(refused, "X-RateLimit-Reset"), "1767312000000") << "midnight, UTC";
  EXPECT_EQ(script_header(refused, "Retry-After"), "");
  EXPECT_EQ(service.get("/key")["free_model_daily_requests"]["remaining"], 0.0);

  EXPECT_EQ(script_header(service.chat(), "X-RateLimit-Limit"), "") << "paid, and no headers";
  service.state().clock.step(hours(18));
  EXPECT_EQ(service.chat_free().status, 200) << "the next day";
}

TEST(Limits, TenDollarsEverBoughtRaiseTheDaysQuota) {
  LimitedService service(R"("account": {"credits_usd": 10, "free_model_limits": true})");
  int passed = 0;
  for (int minute = 0; minute < 60; ++minute) {
    passed += service.passed(20, "a/m:free");
    service.state().clock.step(seconds(60));
  }
  EXPECT_EQ(passed, 1000);
  EXPECT_NE(rendered_body(service.chat_free()).find("free-models-per-day-high-balance"),
            std::string::npos);
}

TEST(Limits, TokensOfPromptAndCompletionAreCounted) {
  LimitedService service(R"("limits": [{"name": "tokens-per-min", "of": "tokens",
      "window": {"amount": 100, "length_s": 60}}])");
  // Two tokens of text and four of the message, and at most four to come.
  int passed = 0;
  for (int i = 0; i < 15; ++i) {
    passed += service.chat("k", R"("max_tokens": 4, )").status == 200 ? 1 : 0;
  }
  EXPECT_EQ(passed, 10);
  EXPECT_EQ(service.chat("other", R"("max_tokens": 4, )").status, 200) << "a key of its own";
}

TEST(Limits, UpstreamLimitIsPassedOverWhileOthersServe) {
  LimitedService service(R"("limits": [{"name": "pool", "owner": "upstream", "provider": "near",
      "bucket": {"per_second": 1, "burst": 2}}])");
  const std::string near_first = R"("provider": {"order": ["near"]}, )";
  std::string id;
  for (const std::string_view expected : {"Near", "Near", "Far", "Far"}) {
    const json answer = json_of(service.chat("k", near_first));
    EXPECT_EQ(answer["provider"], expected);
    id = answer["id"];
  }
  service.clock().advance(milliseconds(100));
  const json record = service.get("/generation?id=" + id);
  ASSERT_EQ(record["provider_responses"].size(), 2U);
  EXPECT_EQ(record["provider_responses"][0]["provider_name"], "Near");
  EXPECT_EQ(record["provider_responses"][0]["status"], 429);
  EXPECT_EQ(record["provider_responses"][1]["status"], 200);
  EXPECT_EQ(record["provider_responses"][1]["latency"], record["latency"]);
  service.clock().advance(milliseconds(900));
  EXPECT_EQ(json_of(service.chat("k", near_first))["provider"], "Near") << "a second has flowed in";
}

TEST(Limits, UpstreamRefusalNamesItsProviderAndHasNoRateHeaders) {
  LimitedService service(R"("limits": [{"name": "pool", "owner": "upstream", "retry_after": "true",
      "bucket": {"per_second": 0.1, "burst": 1}}])");
  ASSERT_EQ(service.passed(2), 2) << "each provider has its own";
  const Script refused = service.chat("k", R"("provider": {"order": ["near", "far"]}, )");
  ASSERT_EQ(refused.status, 429);
  const json error = json_of(refused)["error"];
  EXPECT_EQ(error["metadata"]["provider_name"], "Far") << "the last one tried";
  EXPECT_EQ(error["metadata"]["retry_after_seconds"], 10);
  EXPECT_EQ(script_header(refused, "Retry-After"), "10");
  EXPECT_EQ(script_header(refused, "X-RateLimit-Limit"), "");
}

TEST(Limits, HeadersMayLie) {
  constexpr std::string_view kWindow =
      R"("name": "l", "window": {"amount": 1, "length_s": 3600}, "retry_after": )";
  LimitedService honest(R"("limits": [{"headers": "true", )" + std::string(kWindow) +
                        R"("true"}])");
  LimitedService lying(R"("limits": [{"headers": "lying", )" + std::string(kWindow) +
                       R"("lying"}])");
  LimitedService silent(R"("limits": [{"headers": "absent", )" + std::string(kWindow) +
                        R"("absent"}])");
  for (LimitedService* service : {&honest, &lying, &silent}) ASSERT_EQ(service->passed(1), 1);
  const Script truth = honest.chat();
  EXPECT_EQ(script_header(truth, "Retry-After"), "3600");
  EXPECT_EQ(script_header(truth, "X-RateLimit-Reset"), "1767250800000");
  const Script lie = lying.chat();
  EXPECT_EQ(script_header(lie, "Retry-After"), "1800");
  EXPECT_EQ(script_header(lie, "X-RateLimit-Reset"), "1767249000000");
  lying.clock().advance(seconds(1800));
  EXPECT_EQ(lying.chat().status, 429) << "who believed it comes in vain";
  const Script nothing = silent.chat();
  EXPECT_EQ(nothing.status, 429);
  EXPECT_EQ(script_header(nothing, "X-RateLimit-Reset"), "");
  EXPECT_EQ(script_header(nothing, "Retry-After"), "");
}

TEST(Limits, EdgeRefusesWithAPageBeforeAnythingElse) {
  LimitedService service(R"("limits": [{"name": "edge", "owner": "edge", "retry_after": "true",
      "bucket": {"per_second": 1, "burst": 3}}])");
  EXPECT_EQ(service.send("GET", "/models").status, 200);
  EXPECT_EQ(service.passed(5), 2);
  const Script page = service.send("GET", "/models");
  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(script_header(page, "Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(script_header(page, "Retry-After"), "1");
  EXPECT_EQ(script_header(page, "X-Generation-Id"), "") << "it never got there";
}

}  // namespace
}  // namespace orbench::mock
