#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using results::SearchReport;
using results::SearchStatus;
using testing::HasSubstr;

SearchReport found() {
  SearchReport report;
  report.kind = "rate_limit";
  report.workload = "chat";
  report.status = SearchStatus::kFound;
  report.headline = "a bucket";
  report.model = "bucket";
  report.owner = "platform";
  report.figures = {{"rate", "rps", 20.5, 20.3, 20.7}};
  report.claims = {{"Retry-After", "1 s", "refused then", false},
                   {"X-RateLimit-Limit", "9", "", {}}};
  report.requests = 500;
  return report;
}

results::CheckRecord judge(const std::string& check, const std::vector<SearchReport>& searches) {
  Court court;
  court.add(court.ok(10));
  auto checks = court.compile("[" + check + "]");
  EXPECT_TRUE(court.diagnostics.ok()) << court.mistakes("[" + check + "]");
  results::RunResult result = court.result();
  result.searches = searches;
  return checks.back()->conclude(result);
}

TEST(RateLimitCheck, HoldsWhatWasFoundAgainstWhatIsExpected) {
  struct Row {
    const char* sentence;
    const char* terms;
    CheckVerdict verdict;
    const char* note;
  };
  const Row rows[] = {
      {"near enough", R"("expect_rps":20)", CheckVerdict::kPassed, ""},
      {"too far", R"("expect_rps":20,"tolerance":"1%")", CheckVerdict::kFailed, "20.5 rps"},
      {"the owner", R"("owner":"platform")", CheckVerdict::kPassed, ""},
      {"another owner", R"("owner":"upstream")", CheckVerdict::kFailed, "its owner is platform"},
      {"the model", R"("model":"bucket")", CheckVerdict::kPassed, ""},
      {"another model", R"("model":"fixed window")", CheckVerdict::kFailed, "it is a bucket"},
      {"a header that lied", R"("headers_true":true)", CheckVerdict::kFailed,
       "Retry-After said 1 s: refused then"},
  };
  for (const Row& row : rows) {
    const auto record = judge(R"({"rate_limit":{)" + std::string(row.terms) + "}}", {found()});
    EXPECT_EQ(record.verdict, row.verdict) << row.sentence;
    EXPECT_EQ(record.note, row.note) << row.sentence;
    EXPECT_EQ(record.n, 500) << row.sentence;
  }
}

TEST(RateLimitCheck, ConcludesNothingFromASearchThatDoesNotKnow) {
  const std::string check = R"({"rate_limit":{"expect_rps":20}})";
  SearchReport report = found();
  report.status = SearchStatus::kInterrupted;
  EXPECT_EQ(judge(check, {report}).verdict, CheckVerdict::kUndecided);
  report.status = SearchStatus::kUndecided;
  EXPECT_EQ(judge(check, {report}).verdict, CheckVerdict::kUndecided);
  report.status = SearchStatus::kNotFound;
  EXPECT_EQ(judge(check, {report}).verdict, CheckVerdict::kFailed) << "there is none";
  EXPECT_EQ(judge(check, {}).verdict, CheckVerdict::kNoData);
  report.kind = "max_rate";
  EXPECT_EQ(judge(check, {report}).verdict, CheckVerdict::kNoData) << "of another kind";
}

TEST(RateLimitCheck, LooksAtTheSearchesItIsAskedAbout) {
  SearchReport other = found();
  other.workload = "plain";
  other.owner = "upstream";
  const std::string owner = R"({"rate_limit":{"owner":"platform"})";
  EXPECT_EQ(judge(owner + "}", {found(), other}).verdict, CheckVerdict::kFailed);
  EXPECT_EQ(judge(owner + R"(,"where":{"workload":"chat"}})", {found(), other}).verdict,
            CheckVerdict::kPassed);
}

TEST(RateLimitCheck, ExplainsMistakes) {
  Court court;
  EXPECT_THAT(court.mistakes(R"([{"rate_limit":{}}])"), HasSubstr("nothing is expected"));
  EXPECT_THAT(court.mistakes(R"([{"rate_limit":{"expect_rps":20,"tolerance":"lots"}}])"),
              HasSubstr("expected a percentage"));
  EXPECT_THAT(court.mistakes(R"([{"rate_limit":{"owner":"me"}}])"), HasSubstr("upstream"));
}

}  // namespace
}  // namespace orbench::verify
