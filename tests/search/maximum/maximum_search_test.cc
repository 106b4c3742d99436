#include "harness/search/maximum/maximum_search.h"

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <variant>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/search/maximum/queue_service.h"
#include "tests/search/search_text.h"

namespace orbench::search {
namespace {

using results::SearchReport;
using results::SearchStatus;
using ::testing::HasSubstr;

// 64 servers, 2 s each: capacity 32 rps. The wait that 5 % exceed at 28.6 rps is the limit.
constexpr double kTruth = 28.6;

/// `while` of a service whose first tokens come when a server takes the request.
std::string ttft_under(const QueueService& service, double truth, double share) {
  const double percent = 100 * (1 - share);
  return fmt::format("ttft.p{:g} < {:.3f}ms", percent, 1000 * service.wait_of_share(truth, share));
}
std::string search_text(std::string_view kind, double to, const std::string& conditions,
                        std::string_view more = {}) {
  return fmt::format(R"({{"for": "{}", "from": 1, "to": {}, "while": [{}]{}}})", kind, to,
                     conditions, more);
}
std::string quoted(const std::string& text) { return '"' + text + '"'; }

/// Runs of a simulation: a few, or as many as ORBENCH_SIMULATIONS says.
int simulations(int few) {
  const char* const asked = std::getenv("ORBENCH_SIMULATIONS");
  return asked == nullptr ? few : std::atoi(asked);
}

double rate_of(const SearchReport& report) {
  const auto* const figure = results::find_figure(report, "rate");
  return figure == nullptr ? 0 : figure->value;
}

TEST(MaximumSearch, FindsTheCapacityOfSixtyFourServers) {
  const int searches = simulations(20);
  int within_five = 0;
  int within_ten = 0;
  double seconds = 0;
  for (int i = 0; i < searches; ++i) {
    QueueService service;
    service.seed = static_cast<std::uint64_t>(i + 1);
    const auto search = search_of(
        search_text("max_rate", 500, quoted(ttft_under(service, kTruth, 0.05))), service.seed);
    const SearchReport report = play(*search, service).report;
    const double error = std::abs(rate_of(report) / kTruth - 1);
    within_five += error <= 0.05 ? 1 : 0;
    within_ten += error <= 0.10 ? 1 : 0;
    seconds += report.seconds / searches;
    EXPECT_EQ(report.status, SearchStatus::kFound) << report.headline;
  }
  RecordProperty("within_5_percent", within_five);
  RecordProperty("within_10_percent", within_ten);
  RecordProperty("mean_seconds", std::to_string(seconds));
  EXPECT_GE(within_ten, std::floor(0.95 * searches));
}

TEST(MaximumSearch, NinetyNineInAHundredIsAConditionToo) {
  // A tail condition: 1 % may wait longer than they do at 26 rps.
  QueueService service;
  const auto search =
      search_of(search_text("max_rate", 100, quoted(ttft_under(service, 26, 0.01))), 3);
  const SearchReport report = play(*search, service).report;
  ASSERT_EQ(report.status, SearchStatus::kFound) << report.headline;
  EXPECT_NEAR(rate_of(report), 26, 2.6);
}

TEST(MaximumSearch, MostRequestsAtATimeIsSearchedByTheSameRule) {
  // With as many at a time as there are servers nobody waits; one more, and some do.
  QueueService service{.servers = 20, .mean_service_s = 0.5};
  const auto search = search_of(search_text("max_concurrency", 200, quoted("ttft.p90 < 60ms")), 1);
  const auto played = play(*search, service);
  ASSERT_EQ(played.report.status, SearchStatus::kFound) << played.report.headline;
  const auto* const figure = results::find_figure(played.report, "concurrency");
  ASSERT_NE(figure, nullptr);
  EXPECT_EQ(figure->value, std::floor(figure->value));
  EXPECT_GE(figure->value, 20);
  EXPECT_LE(figure->value, 25);
  EXPECT_LE(played.most_open, 64) << "doubling ended at the first level that failed";
}

TEST(MaximumSearch, ServiceWithoutALimitIsSaidToHaveNone) {
  QueueService service{.servers = 100'000, .mean_service_s = 0.2};
  const auto search = search_of(search_text("max_rate", 50, quoted("ttft.p95 < 1s")));
  const SearchReport report = play(*search, service).report;
  EXPECT_EQ(report.status, SearchStatus::kNotFound);
  EXPECT_THAT(report.headline, HasSubstr("no limit up to 50 rps (0 of "));
  ASSERT_EQ(report.figures.size(), 1U);
  EXPECT_EQ(report.figures[0].value, 50);
  EXPECT_EQ(report.figures[0].lo, 50);
  EXPECT_FALSE(report.figures[0].hi);
}

TEST(MaximumSearch, ServiceThatAlwaysFailsGivesNoFigure) {
  QueueService service{.servers = 64, .mean_service_s = 0.2, .failing_share = 1};
  const auto search = search_of(search_text("max_rate", 500, quoted("ttft.p95 < 1s")));
  const SearchReport report = play(*search, service).report;
  EXPECT_EQ(report.status, SearchStatus::kNotFound);
  EXPECT_THAT(report.headline, HasSubstr("not even 1 rps"));
  EXPECT_TRUE(report.figures.empty());
  EXPECT_EQ(report.steps.size(), 2U);
  EXPECT_LE(report.requests, 300);
}

TEST(MaximumSearch, ErrorsCountWhateverTheLoad) {
  // 3 % fail at any load: under a limit of 1 % nothing holds, under 10 % the queue decides.
  QueueService service;
  service.failing_share = 0.03;
  const std::string queue = quoted(ttft_under(service, kTruth, 0.10));
  const auto strict = search_of(search_text("max_rate", 500, queue + R"(, "errors.rate < 1%")"));
  const SearchReport none = play(*strict, service).report;
  EXPECT_EQ(none.status, SearchStatus::kNotFound) << none.headline;
  EXPECT_THAT(none.headline, HasSubstr("by errors.rate < 1%"));
  const auto lenient =
      search_of(search_text("max_rate", 500, queue + R"(, "errors.rate < 10%")"), 2);
  const SearchReport some = play(*lenient, service).report;
  ASSERT_EQ(some.status, SearchStatus::kFound) << some.headline;
  EXPECT_GT(rate_of(some), 20);
}

TEST(MaximumSearch, InterruptedSearchTellsWhatItKnows) {
  QueueService service;
  const std::string text = search_text("max_rate", 500, quoted(ttft_under(service, kTruth, 0.05)));
  const auto early = search_of(text);
  const SearchReport little = play(*early, service, 300).report;
  EXPECT_EQ(little.status, SearchStatus::kInterrupted);
  EXPECT_THAT(little.headline, HasSubstr("no level was proven"));
  EXPECT_TRUE(little.figures.empty());
  EXPECT_FALSE(little.steps.empty());
  EXPECT_EQ(little.steps[0].name, "ascent");
}

TEST(MaximumSearch, StepsStandInTheReportInTheirOrder) {
  QueueService service;
  const auto search = search_of(
      search_text("max_rate", 500, quoted(ttft_under(service, kTruth, 0.05)), R"(, "step_s": 5)"));
  const SearchReport report = play(*search, service).report;
  ASSERT_GE(report.steps.size(), 8U);
  double end = 0;
  for (const results::SearchStep& step : report.steps) {
    EXPECT_GE(step.start_s, end);
    EXPECT_GT(step.end_s, step.start_s);
    EXPECT_LE(step.bad, step.n);
    end = step.end_s;
  }
  EXPECT_EQ(report.kind, "max_rate");
  EXPECT_THAT(report.headline, HasSubstr("the highest rate that keeps ttft.p95 < "));
}

TEST(MaximumSearch, LoadDrainsBetweenSteps) {
  // What starts in a step ends in it: the next one's first request finds nobody.
  QueueService service;
  const auto search =
      search_of(search_text("max_rate", 500, quoted(ttft_under(service, kTruth, 0.05))));
  const auto played = play(*search, service);
  EXPECT_GE(played.idle_starts, static_cast<std::int64_t>(played.report.steps.size()));
}

TEST(MaximumSearch, SameSeedSendsTheSameRequests) {
  QueueService service;
  const std::string text = search_text("max_rate", 60, quoted("ttft.p95 < 300ms"));
  const auto one = search_of(text, 5);
  const auto two = search_of(text, 5);
  EXPECT_EQ(play(*one, service).report, play(*two, service).report);
}

TEST(MaximumSearch, ReplyThatForbidsToGoOnEndsIt) {
  const auto search = search_of(search_text("max_rate", 60, quoted("ttft.p95 < 300ms")));
  load::Step step = search->next();
  ASSERT_TRUE(std::holds_alternative<load::Arrival>(step));
  metrics::Sample sample;
  sample.outcome = core::Outcome::kHttpError;
  sample.status = 403;
  sample.error = "forbidden";
  search->on_answer({sample, 0, {}});
  EXPECT_TRUE(std::holds_alternative<load::Ended>(search->next()));
  const SearchReport report = search->report(core::Duration{0});
  EXPECT_EQ(report.status, SearchStatus::kUndecided);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_THAT(report.notes[0], HasSubstr("forbidden"));
}

TEST(MaximumSearch, ConstantArrivalsAreEvenlySpaced) {
  const auto search = search_of(
      search_text("max_rate", 60, quoted("ttft.p95 < 300ms"), R"(, "arrivals": "constant")"));
  for (int i = 1; i <= 3; ++i) {
    const load::Step step = search->next();
    ASSERT_TRUE(std::holds_alternative<load::Arrival>(step));
    EXPECT_EQ(std::get<load::Arrival>(step).intended, std::chrono::seconds(i));
  }
}

TEST(MaximumSearch, MistakesAreReportedWithTheirPlace) {
  const auto errors = search_errors(R"({"for": "max_rate", "from": 0, "to": -1, "step_s": 0,
      "resolution": "80%", "arrivals": "poison", "while": ["ttft.p95 < 1s"], "steps": 3})");
  EXPECT_THAT(errors, ::testing::IsSupersetOf({HasSubstr("from"), HasSubstr("to"),
                                               HasSubstr("step_s"), HasSubstr("resolution"),
                                               HasSubstr("arrivals"), HasSubstr("steps")}));
  EXPECT_THAT(search_errors(R"({"for": "max_rate", "from": 9, "to": 3,
                                "while": ["ttft.p95 < 1s"]})"),
              ::testing::ElementsAre(HasSubstr("must not be under")));
  EXPECT_THAT(search_errors(R"({"for": "max_concurrency", "from": 1, "to": 2.5,
                                "while": ["ttft.p95 < 1s"]})"),
              ::testing::SizeIs(1));
  EXPECT_THAT(search_errors(R"({"for": "max_concurrency", "while": ["ttft.p95 < 1s"]})"),
              ::testing::SizeIs(2));
}

}  // namespace
}  // namespace orbench::search
