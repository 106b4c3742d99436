#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using testing::ElementsAre;
using testing::HasSubstr;

/// The check stands second, so its place is 1.
class Contents : public Court {
 public:
  void reply(bool held, const std::string& found = "") {
    metrics::Sample sample = ok(10);
    sample.content = {{7, !held, "of another check"}, {1, held, found}};
    add(sample);
  }
  results::CheckRecord judge_second(const std::string& rest) {
    const std::string content = R"({"content": {"pointer": "/a/b", "matches": "^x"})" + rest + "}";
    return judge(R"([{"threshold": "requests.count > 0"}, )" + content + "]").checks.back();
  }
};

TEST(ContentCheck, IsARateWithAThreshold) {
  Contents court;
  for (int i = 0; i < 199; ++i) court.reply(true);
  court.reply(false, "/a/b is \"y\"");
  const results::CheckRecord passed = court.judge_second(R"(, "rate": "> 99%")");
  EXPECT_EQ(passed.verdict, CheckVerdict::kPassed);
  EXPECT_EQ(passed.check, R"(content /a/b matches "^x")");
  EXPECT_EQ(passed.expected, "> 99.0%");
  EXPECT_EQ(passed.observed, "99.5%");
  EXPECT_EQ(passed.n, 200);
  const results::CheckRecord failed = court.judge_second("");
  EXPECT_EQ(failed.verdict, CheckVerdict::kFailed);
  EXPECT_EQ(failed.expected, ">= 100%");
  EXPECT_EQ(failed.note, "first found: /a/b is \"y\"");
  EXPECT_THAT(failed.evidence, ElementsAre("w0-199"));
  EXPECT_EQ(court.judge_second(R"(, "severity": "warn")").verdict, CheckVerdict::kWarned);
}

TEST(ContentCheck, NamesUpToFiveRequests) {
  Contents court;
  for (int i = 0; i < 9; ++i) court.reply(false, "x");
  EXPECT_EQ(court.judge_second("").evidence.size(), 5U);
}

TEST(ContentCheck, CountsRepliesThatItIsAbout) {
  Contents court;
  court.add(3, court.ok(10));
  court.add(court.failed(core::Outcome::kTimeoutTotal));
  const results::CheckRecord none = court.judge_second("");
  EXPECT_EQ(none.verdict, CheckVerdict::kNoData);
  EXPECT_EQ(none.n, 0);
  EXPECT_THAT(none.note, HasSubstr("4 requests, none with a reply"));
  EXPECT_EQ(court.judge_second(R"(, "allow_no_data": true)").verdict, CheckVerdict::kPassed);
  court.reply(true);
  EXPECT_EQ(court.judge_second("").n, 1);
  EXPECT_EQ(court.judge_second(R"(, "where": {"workload": "plain"})").n, 0);
}

TEST(ContentCheck, IsUndecidedOnTooFewWhereItIsAskedToBeStrict) {
  Contents court;
  for (int i = 0; i < 5; ++i) court.reply(true);
  const results::CheckRecord loose = court.judge_second(R"(, "rate": "> 99%")");
  EXPECT_EQ(loose.verdict, CheckVerdict::kPassed);
  EXPECT_EQ(loose.note, "low n (5 of 100)");
  court.strict = true;
  EXPECT_EQ(court.judge_second(R"(, "rate": "> 99%")").verdict, CheckVerdict::kUndecided);
  EXPECT_EQ(court.judge_second("").verdict, CheckVerdict::kPassed) << "none may break: 5 did not";
}

TEST(ContentCheck, RefusesRatesThatAreNone) {
  Contents court;
  EXPECT_THAT(court.mistakes(R"([{"content": {"image": "decodes"}, "rate": "99%"}])"),
              HasSubstr("found \"99\", expected a demand such as \"> 99%\""));
  EXPECT_THAT(court.mistakes(R"([{"content": {"image": "decodes"}, "rate": "ttft > 99%"}])"),
              HasSubstr("found \"ttft\", expected a demand such as \"> 99%\""));
  EXPECT_THAT(court.mistakes(R"([{"content": "yes"}])"), HasSubstr("expected an object such as"));
}

}  // namespace
}  // namespace orbench::verify
