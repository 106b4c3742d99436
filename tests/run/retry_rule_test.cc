#include "harness/run/retry_rule.h"

#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "harness/run/planned_cancel.h"

namespace orbench::run {
namespace {

using core::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(RetryAfter, IsReadAsSecondsOrADate) {
  const struct {
    const char* header;
    std::optional<core::Duration> wait;
  } rows[] = {
      {"", std::nullopt},
      {"0", seconds{0}},
      {"120", seconds{120}},
      {"1.5", milliseconds{1500}},
      {"-3", std::nullopt},
      {"soon", std::nullopt},
      {"12 apples", std::nullopt},
      {"nan", std::nullopt},
      {"inf", std::nullopt},
      {"Sun, 06 Nov 1994 08:50:07 GMT", seconds{30}},
      {"Sun, 06 Nov 1994 08:49:07 GMT", seconds{0}},
      {"Sun, 06 Nov 1994", std::nullopt},
  };
  for (const auto& row : rows)
    EXPECT_EQ(parse_retry_after(row.header, kNow), row.wait) << row.header;
}

metrics::Sample ended(Outcome outcome, int status = 0, std::uint32_t attempt = 1) {
  metrics::Sample sample;
  sample.outcome = outcome;
  sample.status = status;
  sample.attempt = attempt;
  return sample;
}

scenario::Retries three_attempts() {
  scenario::Retries retries;
  retries.max_attempts = 3;
  retries.outcomes = {Outcome::kRateLimited, Outcome::kTimeoutFirstToken};
  retries.statuses = {502};
  return retries;
}

TEST(RetryRule, AsksAgainWhatIsWorthItAndNothingElse) {
  const scenario::Retries retries = three_attempts();
  const auto pause = [&](const metrics::Sample& sample) {
    return pause_before_retry(retries, sample, std::nullopt, 0).has_value();
  };
  EXPECT_TRUE(pause(ended(Outcome::kRateLimited, 429)));
  EXPECT_TRUE(pause(ended(Outcome::kTimeoutFirstToken, 200)));
  EXPECT_TRUE(pause(ended(Outcome::kHttpError, 502)));
  EXPECT_FALSE(pause(ended(Outcome::kHttpError, 503)));
  EXPECT_FALSE(pause(ended(Outcome::kTruncated, 200)));
  EXPECT_FALSE(pause(ended(Outcome::kOk, 200)));
  EXPECT_FALSE(pause(ended(Outcome::kCancelled, 502))) << "cancelled on purpose is no failure";
  EXPECT_TRUE(pause(ended(Outcome::kRateLimited, 429, 2)));
  EXPECT_FALSE(pause(ended(Outcome::kRateLimited, 429, 3))) << "that was the last";
  EXPECT_FALSE(pause_before_retry({}, ended(Outcome::kRateLimited, 429), {}, 0)) << "off";
}

TEST(RetryRule, DoublesItsBackOffUpToTheLongestAndTakesChanceOff) {
  scenario::Retries retries = three_attempts();
  retries.max_attempts = 20;
  const auto pause = [&](std::uint32_t attempt, double chance) {
    return pause_before_retry(retries, ended(Outcome::kRateLimited, 429, attempt), std::nullopt,
                              chance);
  };
  EXPECT_EQ(pause(1, 0), milliseconds{500});
  EXPECT_EQ(pause(2, 0), seconds{1});
  EXPECT_EQ(pause(6, 0), seconds{16});
  EXPECT_EQ(pause(9, 0), seconds{30});
  EXPECT_EQ(pause(2, 0.5), milliseconds{750}) << "half of the half that chance may take";
}

TEST(RetryRule, HonoursRetryAfter) {
  scenario::Retries retries = three_attempts();
  const auto pause = [&](core::Duration asked) {
    return pause_before_retry(retries, ended(Outcome::kRateLimited, 429), asked, 0);
  };
  EXPECT_EQ(pause(seconds{7}), seconds{7});
  EXPECT_EQ(pause(milliseconds{1}), milliseconds{500}) << "never sooner than the back-off";
  EXPECT_EQ(pause(seconds{31}), std::nullopt) << "more patience than the scenario has";
  retries.honour_retry_after = false;
  EXPECT_EQ(pause(seconds{31}), milliseconds{500});
}

TEST(RetryRule, DrawsAChanceForEachAttemptThatTheSeedFixes) {
  Due due;
  std::set<double> chances;
  for (due.seq = 0; due.seq < 20; ++due.seq) {
    for (due.attempt = 1; due.attempt < 4; ++due.attempt) {
      chances.insert(retry_chance(7, "chat", due));
      EXPECT_EQ(retry_chance(7, "chat", due), retry_chance(7, "chat", due));
    }
  }
  EXPECT_EQ(chances.size(), 60U);
  EXPECT_NE(retry_chance(7, "chat", due), retry_chance(8, "chat", due));
}

TEST(PlannedCancel, TakesItsShareAndKeepsItForASeed) {
  scenario::Cancel cancel;
  cancel.share = 0.3;
  cancel.after_tokens = 5;
  Due due;
  int cancelled = 0;
  int same_as_other_seed = 0;
  for (due.seq = 0; due.seq < 10'000; ++due.seq) {
    const bool chosen = plan_cancel(cancel, 7, "chat", due).at_token_event == 5;
    cancelled += chosen ? 1 : 0;
    same_as_other_seed +=
        chosen == (plan_cancel(cancel, 8, "chat", due).at_token_event == 5) ? 1 : 0;
    EXPECT_EQ(plan_cancel(cancel, 7, "chat", due).at_token_event == 5, chosen);
  }
  EXPECT_NEAR(cancelled, 3000, 5 * 46);
  EXPECT_NEAR(same_as_other_seed, 5800, 5 * 50);
}

TEST(PlannedCancel, ComesByTimeWhereTheScenarioSaysSo) {
  scenario::Cancel cancel;
  cancel.share = 1;
  cancel.after = milliseconds{250};
  const PlannedCancel planned = plan_cancel(cancel, 7, "chat", Due());
  EXPECT_TRUE(planned.by_time());
  EXPECT_EQ(planned.after_sent, milliseconds{250});
  cancel.share = 0;
  EXPECT_FALSE(plan_cancel(cancel, 7, "chat", Due()).by_time());
}

}  // namespace
}  // namespace orbench::run
