#include "harness/search/maximum/condition.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/search/search_text.h"

namespace orbench::search {
namespace {

using ::testing::HasSubstr;

core::Stamp at_ms(double ms) { return core::Stamp(core::from_ms(ms)); }

/// A stream whose first token came 400 ms after it was sent.
metrics::Sample served() {
  metrics::Sample sample;
  sample.outcome = core::Outcome::kOk;
  sample.good = true;
  sample.stream = true;
  sample.at.intended = sample.at.sent = at_ms(1000);
  sample.at.first_answer = at_ms(1400);
  sample.at.last_token = sample.at.done = sample.at.closed = at_ms(2000);
  return sample;
}
metrics::Sample ended(core::Outcome outcome) {
  metrics::Sample sample;
  sample.outcome = outcome;
  sample.at.intended = sample.at.sent = at_ms(1000);
  sample.at.closed = at_ms(1010);
  return sample;
}
Condition condition(std::string_view text) {
  auto parsed = parse_condition(text);
  EXPECT_TRUE(parsed) << text << (parsed ? "" : parsed.error().message);
  return parsed ? *parsed : Condition{};
}

TEST(Condition, QuantileSaysHowManyMayMissIt) {
  EXPECT_NEAR(condition("ttft.p95 < 1s").limit, 0.05, 1e-12);
  EXPECT_NEAR(condition("ttft.p99.9 <= 1s").limit, 0.001, 1e-12);
  EXPECT_NEAR(condition("output_tps.p50 > 20tps").limit, 0.5, 1e-12);
  EXPECT_NEAR(condition("errors.rate < 1%").limit, 0.01, 1e-12);
  EXPECT_NEAR(condition("good_share > 90%").limit, 0.1, 1e-12);
}

TEST(Condition, SlowRequestIsBadAndFailedOneToo) {
  EXPECT_FALSE(condition("ttft.p95 < 500ms").is_bad(served()));
  EXPECT_TRUE(condition("ttft.p95 < 300ms").is_bad(served()));
  EXPECT_TRUE(condition("ttft.p95 < 500ms").is_bad(ended(core::Outcome::kHttpError)));
  EXPECT_TRUE(condition("ttft.p95 < 500ms").is_bad(ended(core::Outcome::kRateLimited)));
  EXPECT_TRUE(condition("ttft.p95 < 500ms").is_bad(ended(core::Outcome::kNotSent)));
}

/// 400 ms after it was sent, with nothing to show for it; or with a first token after 250 ms.
metrics::Sample waiting() {
  metrics::Sample sample;
  sample.at.intended = sample.at.sent = at_ms(1000);
  return sample;
}
metrics::Sample streaming() {
  metrics::Sample sample = waiting();
  sample.stream = true;
  sample.at.first_answer = sample.at.last_token = at_ms(1250);
  return sample;
}

TEST(Condition, OpenRequestThatIsTooOldIsBad) {
  const core::Duration now = core::from_ms(1400);
  EXPECT_EQ(condition("ttft.p95 < 300ms").so_far(waiting(), now), Standing::kBad);
  EXPECT_EQ(condition("ttft.p95 < 500ms").so_far(waiting(), now), Standing::kOpen);
  EXPECT_EQ(condition("e2e.p95 < 300ms").so_far(streaming(), now), Standing::kBad);
  EXPECT_EQ(condition("response_time.p95 < 300ms").so_far(waiting(), now), Standing::kBad);
  metrics::Sample held_back = streaming();
  held_back.at.admitted = at_ms(1001);
  EXPECT_EQ(condition("errors.rate < 1%").so_far(held_back, now), Standing::kBad);
}

TEST(Condition, OpenRequestWhoseFirstTokenHasComeIsKnown) {
  const core::Duration now = core::from_ms(1400);
  EXPECT_EQ(condition("ttft.p95 < 300ms").so_far(streaming(), now), Standing::kGood);
  EXPECT_EQ(condition("ttft.p95 < 200ms").so_far(streaming(), now), Standing::kBad);
}

TEST(Condition, OpenRequestMayStillFailOrSendItsLastToken) {
  const core::Duration now = core::from_ms(9000);
  for (const char* const text : {"errors.rate < 1%", "good_share > 90%", "output_tps.p50 > 20tps",
                                 "service_time.p95 < 300ms", "tpot.p95 < 1ms"}) {
    EXPECT_EQ(condition(text).so_far(streaming(), now), Standing::kOpen) << text;
  }
  metrics::Sample late = streaming();
  late.at.last_token = at_ms(1350);
  EXPECT_EQ(condition("service_time.p95 < 300ms").so_far(late, now), Standing::kBad);
}

TEST(Condition, SaysAtWhichAgesItCanTell) {
  EXPECT_THAT(condition("ttft.p95 < 300ms").telling_ages(),
              ::testing::ElementsAre(core::from_ms(300.001)));
  EXPECT_EQ(condition("service_time.p95 < 300ms").telling_ages().size(), 2U);
  EXPECT_TRUE(condition("errors.rate < 1%").telling_ages().empty());
  EXPECT_TRUE(condition("output_tps.p50 > 20tps").telling_ages().empty());
}

TEST(Condition, RequestHeldBackByACapIsBad) {
  metrics::Sample late = served();
  late.at.admitted = late.at.intended;
  EXPECT_FALSE(condition("ttft.p95 < 500ms").is_bad(late));
  late.at.admitted = at_ms(1100);
  EXPECT_TRUE(condition("ttft.p95 < 500ms").is_bad(late));
  EXPECT_TRUE(condition("errors.rate < 1%").is_bad(late));
}

TEST(Condition, ErrorRateLooksAtOutcomesOnly) {
  EXPECT_FALSE(condition("errors.rate < 1%").is_bad(served()));
  EXPECT_TRUE(condition("errors.rate < 1%").is_bad(ended(core::Outcome::kTruncated)));
  const Condition limited = condition("errors.rate_limited.rate < 1%");
  EXPECT_TRUE(limited.is_bad(ended(core::Outcome::kRateLimited)));
  EXPECT_FALSE(limited.is_bad(ended(core::Outcome::kHttpError)));
  EXPECT_TRUE(limited.is_bad(ended(core::Outcome::kNotSent))) << "there was no room for it";
}

TEST(Condition, GoodShareAsksForTheObjectives) {
  metrics::Sample missed = served();
  missed.good = false;
  EXPECT_TRUE(condition("good_share > 95%").is_bad(missed));
  EXPECT_FALSE(condition("good_share > 95%").is_bad(served()));
}

TEST(Condition, WhatIsNotAboutSingleRequestsIsRefused) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"ttft.mean < 1s", "judges each request"},
      {"ttft.max < 1s", "judges each request"},
      {"requests_per_s > 5rps", "judges each request"},
      {"cost.total < $1", "judges each request"},
      {"ttft.p95 > 1s", "lower is better"},
      {"output_tps.p50 < 20tps", "higher is better"},
      {"output_tokens.p50 < 20", "no better side"},
      {"errors.rate > 1%", "write <"},
      {"good_share < 90%", "write >"},
      {"errors.rate < 0%", "can be tested"},
      {"good_share > 0%", "can be tested"},
      {"tfft.p95 < 1s", "ttft"},
  };
  for (const auto& [text, why] : wrong) {
    const auto parsed = parse_condition(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error().message, HasSubstr(why)) << text;
  }
}

TEST(Condition, SearchWithoutConditionsIsAMistake) {
  EXPECT_THAT(search_errors(R"({"for": "max_rate", "from": 1, "to": 2})"),
              ::testing::ElementsAre(HasSubstr("what must hold is missing")));
  EXPECT_THAT(search_errors(R"({"for": "max_rate", "from": 1, "to": 2, "while": []})"),
              ::testing::ElementsAre(HasSubstr("what must hold is missing")));
  EXPECT_THAT(search_errors(R"({"for": "max_rate", "from": 1, "to": 2, "while": "ttft"})"),
              ::testing::ElementsAre(HasSubstr("must be an array")));
  EXPECT_THAT(search_errors(R"({"for": "max_rate", "from": 1, "to": 2, "while": [7]})"),
              ::testing::ElementsAre(HasSubstr("/while/0")));
}

}  // namespace
}  // namespace orbench::search
