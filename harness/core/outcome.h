#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace orbench::core {

/// How a request ended. Each request has exactly one; the order of the enumerators is the order of
/// decision (metrics.md section 3), so the first that applies wins. Names are on disk: add only.
enum class Outcome : std::uint8_t {
  kNotSent,            ///< dropped by the in-flight cap, or no budget
  kCancelled,          ///< on purpose, or cut at the end of draining
  kTimeoutConnect,     ///< no ready connection in time
  kTimeoutFirstToken,  ///< no token-bearing event in time
  kTimeoutIdle,        ///< silence after the first byte
  kTimeoutTotal,       ///< the whole request took too long
  kConnectError,       ///< refused, unreachable, name not resolved
  kTlsError,           ///< handshake or certificate
  kTransportError,     ///< reset, short body, broken framing
  kRateLimited,        ///< 429, also in-band, or the retryable 402 of the in-flight budget
  kHttpError,          ///< any other status that is not 2xx, redirects included
  kInBandError,        ///< an error inside a 200
  kMalformed,          ///< not SSE or not JSON where it must be
  kTruncated,          ///< a stream without its terminator
  kEmpty,              ///< no token-bearing event and no output tokens
  kOk,
};

inline constexpr std::array<std::string_view, 16> kOutcomeNames = {
    "not_sent",        "cancelled",     "timeout_connect", "timeout_first_token",
    "timeout_idle",    "timeout_total", "connect_error",   "tls_error",
    "transport_error", "rate_limited",  "http_error",      "in_band_error",
    "malformed",       "truncated",     "empty",           "ok"};

[[nodiscard]] constexpr std::string_view to_string(Outcome outcome) {
  return kOutcomeNames[static_cast<std::size_t>(outcome)];
}
[[nodiscard]] constexpr std::optional<Outcome> outcome_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kOutcomeNames.size(); ++i) {
    if (kOutcomeNames[i] == name) return static_cast<Outcome>(i);
  }
  return std::nullopt;
}

/// Whose limit refused a request. Names are on disk: add only.
enum class LimitOwner : std::uint8_t {
  kNone,
  kPlatform,        ///< the platform's own: it sends X-RateLimit headers
  kUpstream,        ///< that of the provider behind it
  kInFlightBudget,  ///< the balance, as long as open requests hold it
  kEdge,            ///< what stands in front of the platform: it answers with a page of HTML
};

inline constexpr std::array<std::string_view, 5> kLimitOwnerNames = {"", "platform", "upstream",
                                                                     "in_flight_budget", "edge"};

[[nodiscard]] constexpr std::string_view to_string(LimitOwner owner) {
  return kLimitOwnerNames[static_cast<std::size_t>(owner)];
}

}  // namespace orbench::core
