#include "harness/run/outcome_rule.h"

namespace orbench::run {
namespace {

core::Outcome from_verdict(protocol::BodyVerdict verdict) {
  using protocol::BodyVerdict;
  switch (verdict) {
    case BodyVerdict::kRateLimited:
      return core::Outcome::kRateLimited;
    case BodyVerdict::kHttpError:
      return core::Outcome::kHttpError;
    case BodyVerdict::kInBandError:
      return core::Outcome::kInBandError;
    case BodyVerdict::kMalformed:
      return core::Outcome::kMalformed;
    case BodyVerdict::kTruncated:
      return core::Outcome::kTruncated;
    case BodyVerdict::kEmpty:
      return core::Outcome::kEmpty;
    case BodyVerdict::kOk:
      return core::Outcome::kOk;
  }
  return core::Outcome::kMalformed;
}

}  // namespace

core::Outcome decide_outcome(Cut cut, transport::TransferEnd end, protocol::BodyVerdict verdict,
                             bool terminated) {
  using transport::TransferEnd;
  switch (cut) {
    case Cut::kCancelled:
    case Cut::kPlannedCancel:
      return core::Outcome::kCancelled;
    case Cut::kConnectTimeout:
      return core::Outcome::kTimeoutConnect;
    case Cut::kFirstTokenTimeout:
      return core::Outcome::kTimeoutFirstToken;
    case Cut::kIdleTimeout:
      return core::Outcome::kTimeoutIdle;
    case Cut::kTotalTimeout:
      return core::Outcome::kTimeoutTotal;
    case Cut::kLingering:
    case Cut::kNone:
      break;
  }
  if (!terminated) {
    if (end == TransferEnd::kConnectError) return core::Outcome::kConnectError;
    if (end == TransferEnd::kTlsError) return core::Outcome::kTlsError;
    if (end == TransferEnd::kTransportError) return core::Outcome::kTransportError;
  }
  return from_verdict(verdict);
}

}  // namespace orbench::run
