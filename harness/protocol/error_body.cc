#include "harness/protocol/error_body.h"

#include <fmt/format.h>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

/// As the platform calls it, and as /messages does where the platform's word is missing.
bool is_rate_limit(std::string_view kind) {
  return kind == "rate_limit_exceeded" || kind == "rate_limit_error";
}

core::LimitOwner owner_of(bool platform) {
  return platform ? core::LimitOwner::kPlatform : core::LimitOwner::kUpstream;
}

bool budget_exhausted(const ApiError& error) {
  return error.reason == api::fields::kInFlightBudgetExhausted;
}

}  // namespace

Refusal judge_status(const BadStatus& reply) {
  namespace codes = api::error_codes;
  const bool page = reply.is_page && reply.error == nullptr;
  if (reply.status == codes::kTooManyRequests) {
    if (page && !reply.has_rate_limit_headers) {
      return {BodyVerdict::kRateLimited, core::LimitOwner::kEdge};
    }
    const bool platform =
        reply.has_rate_limit_headers || (reply.error != nullptr && reply.error->platform_limit);
    return {BodyVerdict::kRateLimited, owner_of(platform)};
  }
  const bool throttled = reply.status == codes::kPaymentRequired && reply.error != nullptr &&
                         budget_exhausted(*reply.error);
  if (throttled) return {BodyVerdict::kRateLimited, core::LimitOwner::kInFlightBudget};
  const bool blocked = page && reply.status == codes::kForbidden;
  return {BodyVerdict::kHttpError, blocked ? core::LimitOwner::kEdge : core::LimitOwner::kNone};
}

Refusal judge_in_band(const ApiError& error) {
  if (error.code == api::error_codes::kTooManyRequests || is_rate_limit(error.kind)) {
    return {BodyVerdict::kRateLimited, owner_of(error.platform_limit)};
  }
  if (budget_exhausted(error)) {
    return {BodyVerdict::kRateLimited, core::LimitOwner::kInFlightBudget};
  }
  return {BodyVerdict::kInBandError, core::LimitOwner::kNone};
}

std::string describe(const ApiError& error, int known_code) {
  std::string line;
  if (error.code.has_value() && *error.code != known_code) line += fmt::format("{}", *error.code);
  if (!error.kind.empty()) line += fmt::format("{}{}", line.empty() ? "" : " ", error.kind);
  if (!error.message.empty()) line += fmt::format("{}{}", line.empty() ? "" : ": ", error.message);
  if (line.empty()) line = "an error without a message";
  if (!error.reason.empty()) line += fmt::format(" [{}]", error.reason);
  if (!error.provider.empty()) line += fmt::format(" (provider {})", error.provider);
  if (error.previous_errors > 0) {
    line += fmt::format(" (after {} failed attempts)", error.previous_errors);
  }
  if (!error.raw.empty()) line += fmt::format(" - {}", error.raw);
  return line;
}

std::string describe_text(std::string_view body) {
  std::string line;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && body[first] == '<') {
    append_printable(line, text_of_html(body), kMaxErrorBytes);
  } else {
    append_printable(line, body, kMaxErrorBytes);
  }
  return line.empty() ? "an empty body" : line;
}

}  // namespace orbench::protocol
