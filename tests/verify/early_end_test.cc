#include "harness/verify/early_end.h"

#include <algorithm>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/routing/routing_court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using testing::HasSubstr;

EarlyEnd early_end(RoutingCourt& court, const std::string& checks) {
  auto compiled = court.compile(checks);
  EXPECT_TRUE(court.diagnostics.ok());
  return {std::move(compiled), results::ComparisonWatch({})};
}

constexpr const char* kStops = R"([{"routing":"auto","stop":true}])";

/// How many of the court's samples it takes; all of them and one where it never ends.
std::size_t taken(RoutingCourt& court, EarlyEnd& end) {
  const results::RunResult known = court.known();
  end.begin(known);
  std::size_t count = 0;
  for (const metrics::Sample& sample : court.samples.samples) {
    if (end.decided()) return count;
    end.observe(sample);
    ++count;
  }
  return end.decided() ? count : count + 1;
}

TEST(EarlyEnd, ComesWithTheFirstConfirmedViolation) {
  RoutingCourt court;
  court.serve(0, "Near", 6);
  court.serve(1, "Far", 3);
  court.serve(0, "Far", 1);
  court.serve(0, "Near", 90);
  EarlyEnd end = early_end(court, kStops);
  EXPECT_EQ(taken(court, end), 10U);
  EXPECT_EQ(court.judged(kStops).exit_code, 1) << "the stored run is judged alike";
}

TEST(EarlyEnd, ComesAtALookThatTellsThePreferenceIsKept) {
  RoutingCourt court;
  court.serve(1, "Far", 40);
  court.serve(0, "Near", 100);
  EarlyEnd end = early_end(court, kStops);
  EXPECT_EQ(taken(court, end), 65U);
  const auto judged = court.judged(kStops);
  EXPECT_EQ(judged.checks[1].verdict, CheckVerdict::kPassed);
  EXPECT_THAT(judged.checks[1].note, HasSubstr("the first 25 requests"));
}

TEST(EarlyEnd, RestsOnTheOrderOfDealingNotOfEnding) {
  RoutingCourt court;
  court.serve(1, "Far", 40);
  court.serve(0, "Near", 40);
  // A slow request that was dealt first ends last.
  std::rotate(court.samples.samples.begin(), court.samples.samples.begin() + 1,
              court.samples.samples.end());
  EarlyEnd end = early_end(court, kStops);
  EXPECT_EQ(taken(court, end), 80U) << "until then no look can be taken";
  EXPECT_EQ(court.judged(kStops).checks[1].verdict, CheckVerdict::kPassed);
}

TEST(EarlyEnd, WaitsForAllThatWereToldToStop) {
  RoutingCourt court;
  court.serve(1, "Near", 40);  // the router does the same unasked, so nothing can be told
  court.serve(0, "Near", 250);
  EarlyEnd end = early_end(court, kStops);
  EXPECT_EQ(taken(court, end), 240U) << "the last look";
  EXPECT_EQ(court.judged(kStops).checks[1].verdict, CheckVerdict::kUndecided);
}

TEST(EarlyEnd, IsNotWantedUnlessAsked) {
  RoutingCourt court;
  EXPECT_FALSE(
      early_end(court, R"([{"routing":"auto"}, {"threshold":"errors.rate < 1%"}])").wanted());
  EXPECT_TRUE(early_end(court, kStops).wanted());
}

TEST(EarlyEnd, ChangesNoOtherChecksWantOfData) {
  RoutingCourt court;
  court.serve(1, "Far", 40);
  court.serve(0, "Near", 25);
  const auto judged = court.judged(R"([
    {"routing":"auto","stop":true},
    {"threshold":"ttft.p95 < 1s","where":{"provider":"Else"}}])");
  EXPECT_EQ(judged.checks[1].verdict, CheckVerdict::kPassed);
  EXPECT_EQ(judged.checks[2].verdict, CheckVerdict::kNoData);
  EXPECT_EQ(judged.exit_code, 6);
}

TEST(EarlyEnd, IsRefusedWhereARunIsOneUnit) {
  RoutingCourt court;
  EXPECT_THAT(court.mistakes(R"([{"regression":{"baseline":"x"},"stop":true}])"),
              HasSubstr("one unit"));
}

}  // namespace
}  // namespace orbench::verify
