#include "harness/search/answer.h"

#include <algorithm>

namespace orbench::search {
namespace {

constexpr int kPaymentRequired = 402;
constexpr int kForbidden = 403;

}  // namespace

Answer::Kind Answer::kind() const {
  using core::LimitOwner;
  switch (sample.outcome) {
    case core::Outcome::kOk:
      return Kind::kServed;
    case core::Outcome::kNotSent:
    case core::Outcome::kCancelled:
      return Kind::kNotSent;
    case core::Outcome::kRateLimited:
      return sample.limit_owner == LimitOwner::kEdge ? Kind::kStopped : Kind::kRefused;
    default:
      break;
  }
  const bool final = sample.limit_owner == LimitOwner::kEdge || sample.status == kPaymentRequired ||
                     sample.status == kForbidden;
  return final ? Kind::kStopped : Kind::kFailed;
}

core::Duration Answer::sent() const {
  if (sample.at.sent.is_set()) return stepped + sample.at.sent.since_epoch();
  if (!sample.at.intended.is_set()) return stepped;
  return stepped + sample.at.intended.since_epoch();
}

core::Duration Answer::headers() const {
  if (!sample.at.headers.is_set()) return sent();
  return std::max(stepped + sample.at.headers.since_epoch(), sent());
}

core::Duration Answer::ended() const {
  if (!sample.at.closed.is_set()) return sent();
  return std::max(stepped + sample.at.closed.since_epoch(), sent());
}

}  // namespace orbench::search
