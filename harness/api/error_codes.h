#pragma once

/// HTTP statuses that OpenRouter gives a meaning of its own.
namespace orbench::api::error_codes {

inline constexpr int kBadRequest = 400;
inline constexpr int kUnauthorized = 401;
inline constexpr int kPaymentRequired = 402;  // retryable only for the in-flight budget
inline constexpr int kForbidden = 403;
inline constexpr int kNotFound = 404;  // also: no endpoint left after the routing preferences
inline constexpr int kRequestTimeout = 408;
inline constexpr int kTooManyRequests = 429;  // platform (X-RateLimit headers) or upstream (none)
inline constexpr int kInternal = 500;
inline constexpr int kBadGateway = 502;
inline constexpr int kUnavailable = 503;
inline constexpr int kEdgeTimeout = 524;
inline constexpr int kProviderOverloaded = 529;

}  // namespace orbench::api::error_codes
