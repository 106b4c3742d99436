#include "harness/verify/abort_rule.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using testing::HasSubstr;

/// What the run has recorded so far.
metrics::Recorder recorded(const Court& court) {
  metrics::Recorder recorder(std::vector<metrics::Recorder::CellPlan>(court.cells.size(), {{}, 1}));
  for (const metrics::Sample& sample : court.samples.samples) recorder.add(sample);
  return recorder;
}

/// Why the one check written ends a run in which that was recorded; empty when it may go on.
std::string reason(Court& court, const std::string& check) {
  const auto checks = court.compile("[" + check + "]");
  EXPECT_TRUE(court.diagnostics.ok());
  for (const auto& compiled : checks) {
    if (compiled->abort_rule() == nullptr) continue;
    return compiled->abort_rule()->reason(recorded(court), core::Duration{0}).value_or("");
  }
  ADD_FAILURE() << "no check can abort: " << check;
  return {};
}

TEST(AbortRule, FiresOnceEnoughRequestsBreakIt) {
  const std::string check = R"({"threshold":"errors.rate < 1%","abort":true,"min_samples":20})";
  Court court;
  court.add(19, court.failed(core::Outcome::kHttpError, 500));
  EXPECT_EQ(reason(court, check), "") << "19 are too few";
  court.add(court.failed(core::Outcome::kHttpError, 500));
  EXPECT_THAT(reason(court, check), HasSubstr("errors.rate < 1% after 20 requests"));
}

TEST(AbortRule, LetsARunGoOnThatKeepsIt) {
  Court court;
  court.add(100, court.ok(20));
  EXPECT_EQ(reason(court, R"({"threshold":"ttft.p95 < 800ms","abort":true})"), "");
  EXPECT_THAT(reason(court, R"({"threshold":"ttft.p95 < 10ms","abort":true})"),
              HasSubstr("20.0 ms"));
}

TEST(AbortRule, TakesFailuresAsInfinitelyLate) {
  Court court;
  court.add(50, court.ok(20));
  court.add(50, court.failed(core::Outcome::kTimeoutTotal));
  EXPECT_THAT(reason(court, R"({"threshold":"ttft.p95 < 800ms","abort":true})"),
              HasSubstr("beyond any value"));
}

TEST(AbortRule, LooksAtTheLatestStretchOnly) {
  const std::string check =
      R"([{"threshold":"errors.rate < 50%","abort":true,"min_samples":10,"over":"2s"}])";
  Court court;
  const auto checks = court.compile(check);
  AbortRule* const rule = checks.back()->abort_rule();
  ASSERT_NE(rule, nullptr);
  court.add(100, court.ok(20));
  const auto asked = [&](int second) {
    return rule->reason(recorded(court), std::chrono::seconds{second}).value_or("");
  };
  EXPECT_EQ(asked(10), "");
  court.add(20, court.failed(core::Outcome::kHttpError, 500));
  EXPECT_EQ(asked(11), "") << "20 of 120 since the start of the stretch";
  court.add(20, court.failed(core::Outcome::kHttpError, 500));
  EXPECT_THAT(asked(12), HasSubstr("after 40 requests of the last 2 s: 100%"));
}

TEST(AbortRule, LooksOnlyWhereItIsTold) {
  Court court;
  court.add(100, court.ok(500));
  metrics::Sample other = court.ok(5);
  other.provider = "Teal";
  court.add(100, other);
  const auto check = [](const std::string& where) {
    return R"({"threshold":"ttft.max < 100ms","abort":true,"where":)" + where + "}";
  };
  EXPECT_NE(reason(court, check(R"({"provider":"Bluefin"})")), "");
  EXPECT_EQ(reason(court, check(R"({"provider":"Teal"})")), "");
  EXPECT_EQ(reason(court, check(R"({"workload":"plain"})")), "") << "no request there yet";
}

TEST(AbortRule, RefusesWhatIsKnownOnlyLater) {
  Court court;
  EXPECT_THAT(court.mistakes(R"([{"threshold":"goodput > 1rps","abort":true}])"),
              HasSubstr("known at its end only"));
  Court tags;
  EXPECT_THAT(
      tags.mistakes(R"([{"threshold":"errors.rate < 1%","abort":true,"where":{"status":"5xx"}}])"),
      HasSubstr("not by \"status\""));
}

}  // namespace
}  // namespace orbench::verify
