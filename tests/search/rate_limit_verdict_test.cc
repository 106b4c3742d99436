#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/search_report.h"
#include "tests/search/limit_simulation.h"

// Limits that nobody promised to find: whatever they are, what is told of them must not be wrong.
// That it cannot be told is no wrong answer. ORBENCH_LIMIT_SEEDS says how often each is played;
// by default it is a part of them, once each.
namespace orbench::search {
namespace {

using results::SearchFigure;
using results::SearchReport;
using results::SearchStatus;
using testing::HasSubstr;

const char* wanted_seeds() { return std::getenv("ORBENCH_LIMIT_SEEDS"); }

std::uint64_t seeds() {
  const char* const wanted = wanted_seeds();
  return wanted == nullptr ? 1 : std::strtoull(wanted, nullptr, 10);
}

/// Every second one, from the second on, unless all are wanted.
std::vector<double> part(const std::vector<double>& all) {
  if (wanted_seeds() != nullptr) return all;
  std::vector<double> some;
  for (std::size_t i = 1; i < all.size(); i += 2) some.push_back(all[i]);
  return some;
}

constexpr const char* kTerms = R"({"for":"rate_limit","to":4000})";

enum class Hints : std::uint8_t { kNone, kReset, kRetryAfter };

struct Service {
  Hints hints;
  double jitter_s;
};

SimulatedService service_of(const Service& cell, std::uint64_t seed) {
  SimulatedService service;
  service.jitter_s = cell.jitter_s;
  service.latency_s = std::max(service.latency_s, 2 * cell.jitter_s);
  service.reset_header = cell.hints == Hints::kReset;
  service.retry_after = cell.hints == Hints::kRetryAfter;
  service.seed = seed;
  return service;
}

template <typename Play>
void play_everywhere(Play&& play) {
  for (const Hints hints : {Hints::kNone, Hints::kReset, Hints::kRetryAfter}) {
    for (const double jitter_s : part({0.0001, 0.003, 0.02})) {
      for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
        SCOPED_TRACE(
            fmt::format("hints {} jitter {} seed {}", static_cast<int>(hints), jitter_s, seed));
        play(service_of({hints, jitter_s}, seed));
      }
    }
  }
}

/// The bounds that were told hold the truth, or the value is near it.
void expect_holds(const SearchReport& report, const char* name, double truth, double near) {
  const SearchFigure* const figure = results::find_figure(report, name);
  ASSERT_NE(figure, nullptr) << name;
  const double lo = std::min(figure->lo.value_or(figure->value), figure->value - near);
  const double hi = std::max(figure->hi.value_or(figure->value), figure->value + near);
  EXPECT_LE(lo, truth) << name;
  EXPECT_GE(hi, truth) << name;
}

bool is(const SearchReport& report, const char* way) {
  return report.model.find(way) != std::string::npos;
}

TEST(RateLimitVerdict, IsNeverWrongOfAWindow) {
  int told = 0;
  int all = 0;
  for (const Windows windows : {Windows::kOnGrid, Windows::kOffGrid, Windows::kFromFirst,
                                Windows::kSliding, Windows::kSlidingCountsRefused}) {
    for (const double length : part({1.0, 5.0, 10.0, 45.0, 60.0, 3600.0})) {
      for (const double amount : part({1.0, 2.0, 3.0, 10.0, 20.0})) {
        SCOPED_TRACE(fmt::format("windows {} length {} amount {}", static_cast<int>(windows),
                                 length, amount));
        play_everywhere([&](const SimulatedService& service) {
          const auto limit = window_limit(amount, length, windows);
          const Simulated found = simulate(kTerms, *limit, service);
          ++all;
          if (found.report.status != SearchStatus::kFound) return;
          ++told;
          SCOPED_TRACE(story(found.report));
          const bool slides =
              windows == Windows::kSliding || windows == Windows::kSlidingCountsRefused;
          // One at a time from the first request on: all of them are the same.
          const bool same = amount == 1 && windows >= Windows::kFromFirst;
          if (!same) {
            EXPECT_THAT(found.report.model, HasSubstr("window"));
            EXPECT_THAT(found.report.model, HasSubstr(slides ? "sliding" : "fixed"));
          }
          if (!is(found.report, "window")) return;
          EXPECT_EQ(found.figure("amount"), amount);
          expect_holds(found.report, "window", length, 0.03 * length + 2 * service.jitter_s);
        });
      }
    }
  }
  RecordProperty("told", told);
  RecordProperty("all", all);
}

TEST(RateLimitVerdict, IsNeverWrongOfABucket) {
  struct Row {
    double rate;
    double size;
  };
  int told = 0;
  int all = 0;
  for (const Row row : {Row{200, 2}, Row{50, 1}, Row{5, 1}, Row{2, 4}, Row{0.5, 1}, Row{0.5, 5},
                        Row{0.2, 10}, Row{0.1, 2}, Row{1, 60}, Row{1000, 3}}) {
    for (const bool counts_refused : {false, true}) {
      SCOPED_TRACE(
          fmt::format("rate {} size {} counts refused {}", row.rate, row.size, counts_refused));
      play_everywhere([&](const SimulatedService& service) {
        const auto limit = bucket_limit(row.rate, row.size, counts_refused);
        const Simulated found = simulate(kTerms, *limit, service);
        ++all;
        if (found.report.status != SearchStatus::kFound) return;
        ++told;
        SCOPED_TRACE(story(found.report));
        EXPECT_THAT(found.report.model, HasSubstr("bucket"));
        if (!is(found.report, "bucket")) return;
        expect_holds(found.report, "rate", row.rate, 0.05 * row.rate);
        if (results::find_figure(found.report, "burst") == nullptr) return;
        expect_holds(found.report, "burst", row.size,
                     std::max(4.0, 0.05 * row.size) + 4 * service.jitter_s * row.rate);
      });
    }
  }
  RecordProperty("told", told);
  RecordProperty("all", all);
}

}  // namespace
}  // namespace orbench::search
