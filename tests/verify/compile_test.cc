#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using testing::HasSubstr;

TEST(CompileChecks, AddsTheImplicitCheck) {
  Court court;
  EXPECT_EQ(court.compile("[]").size(), 1U);
  EXPECT_EQ(court.compile(R"([{"threshold": "ttft.p95 < 1s"}])").size(), 2U);
  EXPECT_TRUE(court.diagnostics.ok());
}

TEST(CompileChecks, ReportsEachMistakeAtItsPlace) {
  struct Row {
    const char* check;
    const char* message;
  };
  const std::vector<Row> rows = {
      {R"({"treshold": "ttft.p95 < 1s"})", R"(did you mean "threshold"?)"},
      {R"({"min_samples": 3})", "says its kind: "},
      {R"({"threshold": "ttft.p95 < 1s", "sevrity": "warn"})", "severity"},
      {R"({"threshold": "ttft.p95 < 1s", "severity": "wran"})", "warn"},
      {R"({"threshold": "ttft.p95 < 1s", "basis": "most"})", "basis"},
      {R"({"threshold": "tfft.p95 < 1s"})", "ttft"},
      {R"({"threshold": 7})", "threshold"},
      {R"({"threshold": "ttft.p95 < 1s", "min_samples": 0})", "min_samples"},
      {R"({"threshold": "ttft.p95 < 1s", "abort": true, "where": {"status": "4xx"}})",
       "workload, cell labels and provider only"},
      {R"({"threshold": "icl.p99 < 90ms", "where": {"provider": "Bluefin"}})",
       "icl has many values per request"},
      {R"(["threshold"])", "object"},
  };
  for (const Row& row : rows) {
    Court court;
    const std::string said = court.mistakes(std::string("[") + row.check + "]");
    EXPECT_THAT(said, HasSubstr(row.message)) << row.check;
    EXPECT_THAT(said, HasSubstr("s.json:1:")) << row.check;
  }
}

TEST(CompileChecks, ReportsTheMistakesOfAllChecksAtOnce) {
  Court court;
  (void)court.mistakes(
      R"([{"threshold": "ttft.p95 <"}, {"treshold": ""}, {"threshold": "x > 1"}])");
  EXPECT_EQ(court.diagnostics.errors().size(), 3U);
}

TEST(CompileChecks, AbortMayBeNarrowedToAProvider) {
  Court court;
  EXPECT_EQ(court.mistakes(R"([{"threshold": "errors.rate < 5%", "abort": true,
                               "where": {"workload": "chat", "provider": "Bluefin"}}])"),
            "");
}

TEST(CompileChecks, SaysWhatEachKindIsFor) {
  for (const CheckKind& kind : check_kinds()) {
    EXPECT_FALSE(kind.key.empty());
    EXPECT_FALSE(kind.what.empty());
  }
}

}  // namespace
}  // namespace orbench::verify
