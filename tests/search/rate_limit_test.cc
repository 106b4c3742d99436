#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/search/limit_simulation.h"

// The figures of statistics.md, section 7.7, as tests. ORBENCH_LIMIT_SEEDS=60 plays every cell as
// often as the page does; by default each is played twice.
namespace orbench::search {
namespace {

using results::SearchStatus;
using testing::HasSubstr;
using testing::StartsWith;

std::uint64_t seeds() {
  const char* const wanted = std::getenv("ORBENCH_LIMIT_SEEDS");
  return wanted == nullptr ? 2 : std::strtoull(wanted, nullptr, 10);
}

constexpr const char* kTerms = R"({"for":"rate_limit","to":4000})";

/// From the ramp on: the wait for a mark of the server's clock costs no requests.
double hunted_s(const Simulated& found) {
  return found.report.steps.size() < 2 ? 0 : found.seconds - found.report.steps[1].start_s;
}

void expect_polite(const Simulated& found) {
  const double most = std::max(15.0, 0.05 * static_cast<double>(found.report.requests));
  EXPECT_LE(static_cast<double>(found.refused_after_first), most);
}

enum class Hints { kNone, kReset, kRetryAfter, kLies };

SimulatedService service_of(Hints hints, double jitter_s, std::uint64_t seed) {
  SimulatedService service;
  service.jitter_s = jitter_s;
  service.reset_header = hints == Hints::kReset || hints == Hints::kLies;
  service.retry_after = hints == Hints::kRetryAfter;
  service.lies = hints == Hints::kLies;
  service.seed = seed;
  return service;
}

struct BucketCell {
  double rate;
  double size;
  double jitter_s;
  Hints hints;
};

std::vector<BucketCell> bucket_cells() {
  std::vector<BucketCell> cells;
  for (const double jitter : {0.0001, 0.003}) {
    for (const Hints hints : {Hints::kNone, Hints::kReset, Hints::kRetryAfter}) {
      for (const double rate : {5.0, 20.0, 50.0, 200.0}) {
        for (const double size : {2.0, rate, 3 * rate, 10 * rate}) {
          if (size > 4 * jitter * rate) cells.push_back({rate, size, jitter, hints});
        }
      }
    }
  }
  return cells;
}

void expect_bucket(const BucketCell& cell, bool counts_refused, std::uint64_t seed) {
  SCOPED_TRACE(fmt::format("rate {} size {}{} jitter {} hints {} seed {}", cell.rate, cell.size,
                           counts_refused ? " counting" : "", cell.jitter_s,
                           static_cast<int>(cell.hints), seed));
  const auto limit = bucket_limit(cell.rate, cell.size, counts_refused);
  const Simulated found = simulate(kTerms, *limit, service_of(cell.hints, cell.jitter_s, seed));
  SCOPED_TRACE(story(found.report));
  ASSERT_EQ(found.report.status, SearchStatus::kFound);
  EXPECT_EQ(found.report.model, counts_refused ? "bucket, refused requests count" : "bucket");
  EXPECT_EQ(found.report.owner, "platform");
  EXPECT_NEAR(found.figure("rate"), cell.rate, 0.02 * cell.rate);
  EXPECT_NEAR(found.figure("burst"), cell.size, std::max(4.0, 0.02 * cell.size));
  EXPECT_LE(hunted_s(found), 60 + 250 / cell.rate + 3 * cell.size / cell.rate);
  expect_polite(found);
}

TEST(RateLimitSearch, FindsBucketsAsExactlyAsTheTableSays) {
  for (const BucketCell& cell : bucket_cells()) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) expect_bucket(cell, false, seed);
  }
}

TEST(RateLimitSearch, FindsABucketThroughMuchJitter) {
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const auto limit = bucket_limit(20, 60);
    const Simulated found = simulate(kTerms, *limit, service_of(Hints::kNone, 0.02, seed));
    EXPECT_NEAR(found.figure("rate"), 20, 0.4) << seed;
    EXPECT_NEAR(found.figure("burst"), 60, 4) << seed;
  }
}

struct WindowCell {
  double amount;
  Windows windows;
  Hints hints;
};

std::vector<WindowCell> window_cells() {
  std::vector<WindowCell> cells;
  for (const Windows windows : {Windows::kOnGrid, Windows::kFromFirst, Windows::kSliding}) {
    for (const Hints hints : {Hints::kNone, Hints::kReset, Hints::kRetryAfter, Hints::kLies}) {
      for (const double amount : {5.0, 20.0, 60.0, 200.0, 1000.0}) {
        cells.push_back({amount, windows, hints});
      }
    }
  }
  return cells;
}

void expect_window(const WindowCell& cell, std::uint64_t seed) {
  constexpr double kLength = 60;
  SCOPED_TRACE(fmt::format("amount {} windows {} hints {} seed {}", cell.amount,
                           static_cast<int>(cell.windows), static_cast<int>(cell.hints), seed));
  const auto limit = window_limit(cell.amount, kLength, cell.windows);
  const Simulated found = simulate(kTerms, *limit, service_of(cell.hints, 0.001, seed));
  SCOPED_TRACE(story(found.report));
  ASSERT_EQ(found.report.status, SearchStatus::kFound);
  const bool slides = cell.windows == Windows::kSliding;
  EXPECT_THAT(found.report.model, StartsWith(slides ? "sliding window" : "fixed window"));
  EXPECT_EQ(found.figure("amount"), cell.amount);
  EXPECT_NEAR(found.figure("window"), kLength, 1);
  EXPECT_LE(hunted_s(found), 3 * kLength) << "three lengths are promised";
  expect_polite(found);
}

TEST(RateLimitSearch, CountsWindowsExactly) {
  for (const WindowCell& cell : window_cells()) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) expect_window(cell, seed);
  }
}

TEST(RateLimitSearch, TellsASlidingWindowByWhatLeavesIt) {
  for (const double amount : {20.0, 200.0}) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
      const auto limit = window_limit(amount, 60, Windows::kSliding);
      const Simulated found = simulate(kTerms, *limit, service_of(Hints::kNone, 0.001, seed));
      SCOPED_TRACE(story(found.report));
      EXPECT_EQ(found.report.model, "sliding window");
      EXPECT_LE(hunted_s(found), 60 + 20) << "when a few of the ramp's requests have left";
    }
  }
}

TEST(RateLimitSearch, TellsWhetherTheHeadersWereTrue) {
  for (const bool lies : {false, true}) {
    const auto limit = window_limit(20, 60, Windows::kOnGrid);
    const Simulated found =
        simulate(kTerms, *limit, service_of(lies ? Hints::kLies : Hints::kReset, 0.001, 3));
    ASSERT_EQ(found.report.claims.size(), 2U);
    EXPECT_EQ(found.report.claims[0].claim, "X-RateLimit-Limit");
    EXPECT_EQ(found.report.claims[0].holds, true);
    EXPECT_EQ(found.report.claims[1].claim, "X-RateLimit-Reset");
    EXPECT_EQ(found.report.claims[1].holds, !lies);
  }
}

TEST(RateLimitSearch, CountsShortWindowsOnAShortGrid) {
  const auto limit = window_limit(15, 4, Windows::kOnGrid);
  const Simulated found = simulate(R"({"for":"rate_limit","from":4,"grid_s":4})", *limit,
                                   service_of(Hints::kNone, 0.0005, 2));
  EXPECT_EQ(found.report.status, SearchStatus::kFound) << found.report.headline;
  EXPECT_EQ(found.figure("amount"), 15);
  EXPECT_NEAR(found.figure("window"), 4, 0.1);
  EXPECT_LE(found.seconds, 16);
}

TEST(RateLimitSearch, SaysSoWhereThereIsNoLimit) {
  const auto limit = bucket_limit(10'000, 10'000);
  const Simulated found = simulate(R"({"for":"rate_limit","to":100,"grid_s":0})", *limit, {});
  EXPECT_EQ(found.report.status, SearchStatus::kNotFound);
  EXPECT_EQ(found.report.headline, "no limit found up to 100 requests a second");
  EXPECT_EQ(found.report.refused, 0);
  EXPECT_EQ(found.report.owner, "");
}

TEST(RateLimitSearch, DeclaresWhatItWillNotWaitFor) {
  const auto limit = window_limit(50, 86'400, Windows::kOnGrid);
  const Simulated found = simulate(kTerms, *limit, service_of(Hints::kReset, 0.001, 1));
  EXPECT_EQ(found.report.status, SearchStatus::kUndecided);
  EXPECT_THAT(found.report.headline, HasSubstr("declared, not verified"));
  EXPECT_EQ(found.refused_after_first, 0) << "one refusal is enough";
  ASSERT_EQ(found.report.claims.size(), 2U);
  EXPECT_FALSE(found.report.claims[1].holds);
}

TEST(RateLimitSearch, GivesUpOnALimitThatNeverOpens) {
  const auto limit = window_limit(50, 1e9, Windows::kFromFirst);
  const Simulated found = simulate(kTerms, *limit, service_of(Hints::kNone, 0.001, 1));
  EXPECT_EQ(found.report.status, SearchStatus::kUndecided);
  EXPECT_THAT(found.report.headline, HasSubstr("nothing passed"));
  EXPECT_LE(found.refused_after_first, 10);
}

TEST(RateLimitSearch, FindsBucketsThatCountWhatTheyRefuse) {
  for (const BucketCell& cell : bucket_cells()) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) expect_bucket(cell, true, seed);
  }
}

TEST(RateLimitSearch, ToldInTokensMultipliesByWhatARequestTakes) {
  const auto limit = bucket_limit(20, 20);
  const Simulated found =
      simulate(R"({"for":"rate_limit","of":"tokens"})", *limit, service_of(Hints::kNone, 0.001, 1));
  EXPECT_NEAR(found.figure("tokens_per_request"), 40, 1e-9);
  EXPECT_NEAR(found.figure("rate"), 800, 16);
  EXPECT_NEAR(found.figure("burst"), 800, 160);
}

TEST(RateLimitSearch, IsPlayedTheSameWayAgain) {
  const auto once = bucket_limit(50, 50);
  const auto again = bucket_limit(50, 50);
  EXPECT_EQ(simulate(kTerms, *once, service_of(Hints::kNone, 0.003, 7)).report,
            simulate(kTerms, *again, service_of(Hints::kNone, 0.003, 7)).report);
}

}  // namespace
}  // namespace orbench::search
