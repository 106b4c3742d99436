#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/search/limit_simulation.h"

// What a search for a rate limit does where it is told more: to skip time, or to send heavier
// requests.
namespace orbench::search {
namespace {

using results::SearchStatus;
using testing::HasSubstr;

SimulatedService service(bool reset_header, std::uint64_t seed) {
  SimulatedService made;
  made.jitter_s = 0.001;
  made.reset_header = reset_header;
  made.seed = seed;
  return made;
}

void expect_polite(const Simulated& found) {
  const double most = std::max(15.0, 0.05 * static_cast<double>(found.report.requests));
  EXPECT_LE(static_cast<double>(found.refused_after_first), most);
}

TEST(RateLimitSearch, FindsAWindowOfADayByTheSteppedClock) {
  struct Row {
    const char* terms;
    bool reset_header;
  };
  const Row rows[] = {{R"({"for":"rate_limit","from":8,"step_clock":true})", true},
                      {R"({"for":"rate_limit","from":8,"grid_s":86400,"step_clock":true})", false}};
  for (const Row& row : rows) {
    const auto limit = window_limit(50, 86'400, Windows::kOnGrid);
    const Simulated found = simulate(row.terms, *limit, service(row.reset_header, 5));
    ASSERT_EQ(found.report.status, SearchStatus::kFound) << found.report.headline;
    EXPECT_EQ(found.figure("amount"), 50);
    EXPECT_NEAR(found.figure("window"), 86'400, 1);
    EXPECT_THAT(found.report.model, HasSubstr("fixed window"));
    EXPECT_LE(found.seconds, 60) << "the rest was skipped";
    expect_polite(found);
  }
}

TEST(RateLimitSearch, GivesUpWhereTheServiceIsSlowerThanItsLimit) {
  const auto limit = bucket_limit(200, 400);
  SimulatedService slow = service(true, 3);
  slow.answers_per_s = 50;
  const Simulated found = simulate(R"({"for":"rate_limit","to":4000})", *limit, slow);
  EXPECT_EQ(found.report.status, SearchStatus::kUndecided);
  EXPECT_THAT(found.report.headline, HasSubstr("answers lag")) << story(found.report);
  EXPECT_LE(found.seconds, 150) << "what was sent by then is waited for";
}

TEST(RateLimitSearch, IsAsPatientAsTheServiceIsSlow) {
  const auto limit = bucket_limit(20, 60);
  SimulatedService slow = service(true, 3);
  slow.latency_s = 15;
  const Simulated found = simulate(R"({"for":"rate_limit","to":100})", *limit, slow);
  EXPECT_THAT(found.report.headline, testing::Not(HasSubstr("lag"))) << story(found.report);
}

std::unique_ptr<SimulatedLimit> limits_of_free_models() {
  return nested_limit(window_limit(20, 60, Windows::kOnGrid),
                      window_limit(50, 86'400, Windows::kOnGrid));
}

TEST(RateLimitSearch, CountsTheDayAroundTheMinute) {
  // Once in twenty the minute is met where it might slide as well, but for what its hint names.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto limit = limits_of_free_models();
    const Simulated found = simulate(R"({"for":"rate_limit","from":16,"step_clock":true})", *limit,
                                     service(true, seed));
    SCOPED_TRACE(fmt::format("seed {}\n{}", seed, story(found.report)));
    ASSERT_EQ(found.report.status, SearchStatus::kFound);
    EXPECT_EQ(found.report.headline, "20 requests in a window of 60 s, and 50 in one of 86400 s");
    EXPECT_EQ(found.figure("outer_amount"), 50);
    EXPECT_NEAR(found.figure("outer_window"), 86'400, 0.1);
    expect_polite(found);
  }
}

TEST(RateLimitSearch, DeclaresTheDayAroundTheMinuteWhereNothingIsStepped) {
  const auto limit = limits_of_free_models();
  const Simulated found = simulate(R"({"for":"rate_limit","from":4})", *limit, service(true, 2));
  ASSERT_EQ(found.report.status, SearchStatus::kFound) << found.report.headline;
  EXPECT_EQ(found.figure("amount"), 20);
  EXPECT_THAT(found.report.notes, testing::Contains(HasSubstr("declared, not verified")));
  EXPECT_THAT(found.report.model, HasSubstr("fixed window"));
  expect_polite(found);
}

TEST(RateLimitSearch, TellsTokensFromRequestsByHeavierOnes) {
  constexpr const char* kHeavier = R"({"for":"rate_limit","to":4000,"heavier":{"max_tokens":64}})";
  for (const bool tokens : {false, true}) {
    SCOPED_TRACE(tokens ? "tokens" : "requests");
    SimulatedService told = service(true, 4);
    told.counts_tokens = tokens;
    const auto bucket = bucket_limit(20, 60);
    const auto window = window_limit(60, 60, Windows::kOnGrid);
    for (SimulatedLimit* const limit : {bucket.get(), window.get()}) {
      const Simulated found = simulate(kHeavier, *limit, told);
      ASSERT_EQ(found.report.status, SearchStatus::kFound) << found.report.headline;
      EXPECT_EQ(found.report.counts, tokens ? "tokens" : "requests");
      EXPECT_THAT(found.report.headline, HasSubstr(tokens ? "limits tokens" : "limits requests"));
      EXPECT_NEAR(found.figure("tokens_per_heavier_request"), 160, 1e-9);
      EXPECT_NEAR(found.figure("usual_at_once") / found.figure("heavier_at_once"), tokens ? 4 : 1,
                  tokens ? 0.5 : 0.1);
      expect_polite(found);
    }
    const Simulated again = simulate(kHeavier, *bucket_limit(20, 60), told);
    EXPECT_NEAR(again.figure("rate"), tokens ? 800 : 20, tokens ? 16 : 0.4) << "in its own unit";
  }
}

TEST(RateLimitSearch, SaysSoWhereHeavierRequestsAreNoHeavier) {
  SimulatedService told = service(false, 4);
  told.heavier = 1;
  const Simulated found =
      simulate(R"({"for":"rate_limit","heavier":{"top_p":1}})", *bucket_limit(20, 60), told);
  EXPECT_EQ(found.report.counts, "");
  EXPECT_THAT(found.report.notes, testing::Contains(HasSubstr("did not take twice the tokens")));
}

}  // namespace
}  // namespace orbench::search
