#include "harness/run/outcome_rule.h"

#include <gtest/gtest.h>

namespace orbench::run {
namespace {

using core::Outcome;
using protocol::BodyVerdict;
using transport::TransferEnd;

struct Row {
  const char* sentence;
  Cut cut;
  TransferEnd end;
  BodyVerdict verdict;
  bool terminated;
  Outcome outcome;
};

class OutcomeRule : public testing::TestWithParam<Row> {};

TEST_P(OutcomeRule, DecidesInTheOrderOfTheDefinition) {
  const Row& row = GetParam();
  EXPECT_EQ(decide_outcome(row.cut, row.end, row.verdict, row.terminated), row.outcome)
      << row.sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, OutcomeRule,
    testing::Values(
        Row{"a whole reply is ok", Cut::kNone, TransferEnd::kComplete, BodyVerdict::kOk, true,
            Outcome::kOk},
        Row{"our own cut beats what the reply said", Cut::kCancelled, TransferEnd::kAborted,
            BodyVerdict::kInBandError, false, Outcome::kCancelled},
        Row{"a time-out beats the abort it causes", Cut::kIdleTimeout, TransferEnd::kAborted,
            BodyVerdict::kTruncated, false, Outcome::kTimeoutIdle},
        Row{"first token", Cut::kFirstTokenTimeout, TransferEnd::kAborted, BodyVerdict::kTruncated,
            false, Outcome::kTimeoutFirstToken},
        Row{"connect", Cut::kConnectTimeout, TransferEnd::kAborted, BodyVerdict::kTruncated, false,
            Outcome::kTimeoutConnect},
        Row{"total", Cut::kTotalTimeout, TransferEnd::kAborted, BodyVerdict::kTruncated, false,
            Outcome::kTimeoutTotal},
        Row{"refused", Cut::kNone, TransferEnd::kConnectError, BodyVerdict::kTruncated, false,
            Outcome::kConnectError},
        Row{"handshake", Cut::kNone, TransferEnd::kTlsError, BodyVerdict::kTruncated, false,
            Outcome::kTlsError},
        Row{"a reset before the terminator loses the reply", Cut::kNone,
            TransferEnd::kTransportError, BodyVerdict::kOk, false, Outcome::kTransportError},
        Row{"a reset behind the terminator does not", Cut::kNone, TransferEnd::kTransportError,
            BodyVerdict::kOk, true, Outcome::kOk},
        Row{"a socket kept open behind [DONE] is closed by us and is no fault", Cut::kLingering,
            TransferEnd::kAborted, BodyVerdict::kOk, true, Outcome::kOk},
        Row{"a reader that gave up says why", Cut::kNone, TransferEnd::kAborted,
            BodyVerdict::kMalformed, false, Outcome::kMalformed},
        Row{"an error inside a 200", Cut::kNone, TransferEnd::kComplete, BodyVerdict::kInBandError,
            false, Outcome::kInBandError},
        Row{"a refusal", Cut::kNone, TransferEnd::kComplete, BodyVerdict::kRateLimited, false,
            Outcome::kRateLimited},
        Row{"a status", Cut::kNone, TransferEnd::kComplete, BodyVerdict::kHttpError, false,
            Outcome::kHttpError},
        Row{"a clean end without terminator", Cut::kNone, TransferEnd::kComplete,
            BodyVerdict::kTruncated, false, Outcome::kTruncated},
        Row{"nothing said", Cut::kNone, TransferEnd::kComplete, BodyVerdict::kEmpty, true,
            Outcome::kEmpty}));

}  // namespace
}  // namespace orbench::run
