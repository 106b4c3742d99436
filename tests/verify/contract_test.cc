#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using core::Outcome;
using results::CheckVerdict;
using testing::HasSubstr;

constexpr const char* kCheck = R"({"contract": "documented"})";

/// Cell 0 reads the key, cell 1 makes one.
class Office : public Court {
 public:
  Office() {
    call(0, "GET /key");
    call(1, "POST /keys");
  }
  void call(std::size_t cell, const std::string& operation) {
    cells[cell].endpoint = "api";
    cells[cell].labels.emplace_back("operation", operation);
  }
  void answer(std::uint32_t cell, int status, Outcome outcome, const std::string& error = "") {
    metrics::Sample sample = outcome == Outcome::kOk ? ok(10) : failed(outcome, status);
    sample.cell = cell;
    sample.status = status;
    sample.error = error;
    add(sample);
  }
  results::CheckRecord record_of(const std::string& operation) {
    for (const results::CheckRecord& record : judge("[" + std::string(kCheck) + "]").checks) {
      if (record.check == "contract " + operation) return record;
    }
    ADD_FAILURE() << "no record of " << operation;
    return {};
  }
};

TEST(Contract, JudgesEachOperationByItself) {
  Office office;
  office.answer(0, 200, Outcome::kOk);
  office.answer(1, 201, Outcome::kMalformed, "/data/hash must be a string");
  EXPECT_EQ(office.record_of("GET /key").verdict, CheckVerdict::kPassed);
  const results::CheckRecord broken = office.record_of("POST /keys");
  EXPECT_EQ(broken.verdict, CheckVerdict::kFailed);
  EXPECT_EQ(broken.expected, "201 as documented");
  EXPECT_THAT(broken.note, HasSubstr("/data/hash must be a string"));
  EXPECT_EQ(broken.evidence.size(), 1U);
}

TEST(Contract, KnowsWhatIsDocumentedAndWhatIsNot) {
  struct Row {
    const char* sentence;
    int status;
    Outcome outcome;
    CheckVerdict verdict;
  };
  for (const Row& row : {
           Row{"the documented success", 201, Outcome::kOk, CheckVerdict::kPassed},
           Row{"another success", 200, Outcome::kOk, CheckVerdict::kFailed},
           Row{"a documented refusal", 403, Outcome::kHttpError, CheckVerdict::kUndecided},
           Row{"a documented limit", 429, Outcome::kRateLimited, CheckVerdict::kUndecided},
           Row{"a refusal nobody documented", 418, Outcome::kHttpError, CheckVerdict::kFailed},
           Row{"an error inside a success", 201, Outcome::kInBandError, CheckVerdict::kFailed},
           Row{"a body cut short", 201, Outcome::kTruncated, CheckVerdict::kFailed},
           Row{"no answer", 0, Outcome::kConnectError, CheckVerdict::kNoData},
           Row{"too late to tell", 201, Outcome::kTimeoutTotal, CheckVerdict::kNoData},
       }) {
    Office office;
    office.answer(0, 200, Outcome::kOk);
    office.answer(1, row.status, row.outcome);
    EXPECT_EQ(office.record_of("POST /keys").verdict, row.verdict) << row.sentence;
  }
}

TEST(Contract, OfWhatIsGoneForGoodIsItsRefusal) {
  Office office;
  office.call(2, "POST /credits/coinbase");
  office.answer(2, 410, Outcome::kHttpError);
  EXPECT_EQ(office.record_of("POST /credits/coinbase").verdict, CheckVerdict::kPassed);
}

TEST(Contract, PassesWithARefusalAmongSuccessesAndSaysSo) {
  Office office;
  office.answer(0, 200, Outcome::kOk);
  office.answer(0, 401, Outcome::kHttpError);
  const results::CheckRecord record = office.record_of("GET /key");
  EXPECT_EQ(record.verdict, CheckVerdict::kPassed);
  EXPECT_EQ(record.observed, "1 of 2");
  EXPECT_THAT(record.note, HasSubstr("401"));
}

TEST(Contract, CountsOnlyWhatWhereLetsThroughAndTheWindowHolds) {
  Office office;
  office.answer(0, 418, Outcome::kHttpError);
  metrics::Sample warm = office.failed(Outcome::kHttpError, 418);
  warm.phase = metrics::Phase::kWarmup;
  warm.cell = 1;
  office.add(warm);
  office.answer(1, 201, Outcome::kOk);
  const auto verdict =
      office.judge(R"([{"contract":"documented","where":{"operation":"POST /keys"}}])");
  ASSERT_EQ(verdict.checks.size(), 2U) << "the implicit one, and one operation";
  EXPECT_EQ(verdict.checks[1].check, "contract POST /keys");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kPassed);
  EXPECT_EQ(verdict.checks[1].where, "operation=POST /keys");
}

TEST(Contract, NeedsOperationsToLookAt) {
  Court court;
  EXPECT_THAT(court.mistakes("[" + std::string(kCheck) + "]"), HasSubstr("endpoint \"api\""));
  Office office;
  EXPECT_THAT(office.mistakes(R"([{"contract":"written"}])"), HasSubstr("documented"));
  EXPECT_THAT(office.mistakes(R"([{"contract":"documented","treshold":"x"}])"),
              HasSubstr("treshold"));
}

TEST(Contract, MayBeLetOffForWantOfData) {
  Office office;
  office.answer(0, 200, Outcome::kOk);
  const auto verdict = office.judge(R"([{"contract":"documented","allow_no_data":true}])");
  for (const results::CheckRecord& record : verdict.checks) {
    EXPECT_EQ(record.verdict, CheckVerdict::kPassed) << record.check;
  }
}

}  // namespace
}  // namespace orbench::verify
