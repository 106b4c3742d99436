#include "harness/verify/verdict.h"

#include <csignal>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using results::RunStatus;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHolds = R"({"threshold": "ttft.p50 < 1s"})";
constexpr const char* kFails = R"({"threshold": "ttft.p50 < 1ms"})";
constexpr const char* kWithoutData =
    R"({"threshold": "ttft.p50 < 1s", "where": {"workload": "plain"}})";
constexpr const char* kWarns = R"({"threshold": "ttft.p50 < 1ms", "severity": "warn"})";
constexpr const char* kLowCount = R"({"threshold": "ttft.p99 < 1s"})";

std::string list(const std::vector<const char*>& checks) {
  std::string out = "[";
  for (const char* check : checks) out += (out.size() > 1 ? "," : "") + std::string(check);
  return out + "]";
}

TEST(Verdict, TheExitCodeFollowsThePrecedenceOfTheInterface) {
  struct Row {
    std::vector<const char*> checks;
    RunEnd end;
    bool any_ok;
    bool strict;
    bool client_limited;
    RunStatus status;
    int exit_code;
    const char* why;
  };
  const RunEnd interrupted{SIGINT, false};
  const RunEnd terminated{SIGTERM, false};
  const RunEnd aborted{0, true};
  const RunEnd killed{0, false, true};
  const std::vector<Row> rows = {
      {{kHolds}, {}, true, false, false, RunStatus::kPassed, 0, "all is well"},
      {{kWarns}, {}, true, false, false, RunStatus::kPassed, 0, "a warning is no failure"},
      {{kFails}, {}, true, false, false, RunStatus::kFailed, 1, "a check failed"},
      {{kHolds}, aborted, true, false, false, RunStatus::kAborted, 1, "abort fired"},
      {{kWithoutData}, {}, true, false, false, RunStatus::kInvalid, 6, "a check had no data"},
      {{kLowCount}, {}, true, false, false, RunStatus::kPassed, 0, "low counts are marked only"},
      {{kLowCount}, {}, true, true, false, RunStatus::kInvalid, 6, "undecided, under strict"},
      {{kHolds}, {}, true, false, true, RunStatus::kPassed, 0, "client-limited is told"},
      {{kHolds}, {}, true, true, true, RunStatus::kInvalid, 6, "client-limited, under strict"},
      {{kHolds}, interrupted, true, false, false, RunStatus::kPartial, 130, "SIGINT"},
      {{kHolds}, terminated, true, false, false, RunStatus::kPartial, 143, "SIGTERM"},
      {{kHolds}, killed, true, false, false, RunStatus::kPartial, 3, "killed, and rebuilt"},
      {{kFails}, killed, true, false, false, RunStatus::kPartial, 3, "killed before 1"},
      {{kWithoutData}, killed, true, false, false, RunStatus::kPartial, 3, "killed before 6"},
      {{}, {}, false, false, false, RunStatus::kFailed, 3, "nothing succeeded"},
      {{}, interrupted, false, false, false, RunStatus::kFailed, 3, "3 before 130"},
      {{kWithoutData}, {}, false, false, false, RunStatus::kFailed, 3, "3 before 6"},
      {{kFails}, aborted, false, false, false, RunStatus::kFailed, 3, "3 before 1"},
      {{kWithoutData}, interrupted, true, false, false, RunStatus::kPartial, 130, "130 before 6"},
      {{kFails}, interrupted, true, false, false, RunStatus::kPartial, 130, "130 before 1"},
      {{kFails, kWithoutData}, {}, true, false, false, RunStatus::kInvalid, 6, "6 before 1"},
      {{kWithoutData}, aborted, true, false, false, RunStatus::kInvalid, 6, "6 before abort"},
      {{kFails}, aborted, true, false, false, RunStatus::kAborted, 1, "abort names itself"},
  };
  for (const Row& row : rows) {
    Court court;
    court.end = row.end;
    court.strict = row.strict;
    court.client_limited = row.client_limited;
    if (row.any_ok) {
      court.add(20, court.ok(100));
    } else {
      court.add(20, court.failed(core::Outcome::kConnectError));
    }
    const results::Verdict verdict = court.judge(list(row.checks));
    EXPECT_EQ(verdict.exit_code, row.exit_code) << row.why;
    EXPECT_EQ(verdict.status, row.status) << row.why;
  }
}

TEST(Verdict, ARunThatSentNothingNeverPasses) {
  Court court;
  const results::Verdict verdict = court.judge("[]");
  EXPECT_EQ(verdict.exit_code, 3);
  EXPECT_EQ(verdict.findings.front(), "nothing succeeded: nothing was sent");
}

TEST(Verdict, AWarmUpAloneIsNoMeasurement) {
  Court court;
  metrics::Sample warm = court.ok(100);
  warm.phase = metrics::Phase::kWarmup;
  court.add(5, warm);
  EXPECT_EQ(court.judge("[]").exit_code, 6);
  court.end.signal = SIGINT;
  EXPECT_EQ(court.judge("[]").exit_code, 130) << "the user ended it, which says it better";
}

TEST(Verdict, SaysWhyNothingSucceeded) {
  Court court;
  court.add(3, court.failed(core::Outcome::kHttpError, 401));
  court.add(1, court.failed(core::Outcome::kConnectError));
  const results::Verdict verdict = court.judge("[]");
  EXPECT_THAT(verdict.findings.front(),
              AllOf(HasSubstr("0 of 4 requests ok"), HasSubstr("http_error 401 (made to fail)"),
                    HasSubstr("w0-0, w0-1, w0-2")));
}

TEST(Verdict, FindingsAreSentencesWorstFirst) {
  Court court;
  court.add(20, court.ok(100));
  court.client_limited = true;
  const results::Verdict verdict = court.judge(list({kHolds, kWarns, kFails, kWithoutData}));
  ASSERT_EQ(verdict.findings.size(), 4U);
  EXPECT_THAT(verdict.findings[0], HasSubstr("ttft.p50 < 1s has no data (workload=plain)"));
  EXPECT_THAT(verdict.findings[1], HasSubstr("the client was the limit"));
  EXPECT_THAT(verdict.findings[2],
              HasSubstr("ttft.p50 < 1ms failed: 100 ms over 20 requests; see w0-0"));
  EXPECT_THAT(verdict.findings[3], HasSubstr("is not met, a warning only"));
}

TEST(Verdict, APassedRunHasNothingToFind) {
  Court court;
  court.add(20, court.ok(100));
  EXPECT_THAT(court.judge(list({kHolds})).findings, IsEmpty());
}

TEST(Verdict, TheImplicitCheckIsMarkedAsSuch) {
  Court court;
  court.add(20, court.ok(100));
  const results::Verdict verdict = court.judge(list({kHolds}));
  ASSERT_EQ(verdict.checks.size(), 2U);
  EXPECT_TRUE(verdict.checks[0].implicit);
  EXPECT_EQ(verdict.checks[0].verdict, CheckVerdict::kPassed);
  EXPECT_FALSE(verdict.checks[1].implicit);
}

TEST(Verdict, SamplesThatCannotBeReadAreAnError) {
  Court court;
  court.samples.outcome = core::fail(core::ErrorCode::kIo, "cannot read samples.jsonl");
  auto checks = court.compile(R"([{"threshold":"ttft.p50 < 1s"}])");
  const auto verdict = evaluate(court.result(), checks, court.samples, {}, false);
  ASSERT_FALSE(verdict.has_value());
  EXPECT_EQ(verdict.error().code, core::ErrorCode::kIo);

  auto none = court.compile("[]");
  EXPECT_TRUE(evaluate(court.result(), none, court.samples, {}, false))
      << "that something succeeded is told by the result alone";
}

}  // namespace
}  // namespace orbench::verify
