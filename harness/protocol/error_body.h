#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/outcome.h"
#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

/// What an `error` object says, whichever of the API's shapes it has. Texts are printable and
/// short; absent ones are empty.
struct ApiError {
  std::optional<int> code;  ///< an HTTP status, also when the wire wrote it as a string
  std::string kind;         ///< `error_type`, else a code in words, else `type` or `name`
  std::string message;
  std::string provider;             ///< who failed, when the platform says
  std::string reason;               ///< metadata.reason
  std::string failed_step;          ///< of the router, when its filters left nobody
  std::string raw;                  ///< what the provider itself said
  bool platform_limit = false;      ///< metadata.headers mirrors X-RateLimit-* headers
  std::size_t previous_errors = 0;  ///< attempts at other providers that failed before
};

/// A verdict on an error and, for a rate limit, whose limit it was.
struct Refusal {
  BodyVerdict verdict = BodyVerdict::kHttpError;
  core::LimitOwner owner = core::LimitOwner::kNone;
};

/// What is known of a reply whose status is not 2xx.
struct BadStatus {
  int status = 0;
  bool has_rate_limit_headers = false;
  bool is_page = false;  ///< the body is HTML: nothing behind the edge has seen the request
  const ApiError* error = nullptr;  ///< null: the body need not be JSON
};
[[nodiscard]] Refusal judge_status(const BadStatus& reply);
/// Judges an error inside a 2xx.
[[nodiscard]] Refusal judge_in_band(const ApiError& error);

/// One line for people: `429 rate_limit_exceeded: Rate limit exceeded (provider Groq)`.
/// `known_code` was said already and is not repeated.
[[nodiscard]] std::string describe(const ApiError& error, int known_code = 0);
/// The same for a body without an error object: the first words of its text.
[[nodiscard]] std::string describe_text(std::string_view body);

}  // namespace orbench::protocol
