#pragma once

#include <string_view>

/// Header names that mean something to OpenRouter, in lower case (compare case-insensitively).
namespace orbench::api::headers {

inline constexpr std::string_view kAuthorization = "authorization";
inline constexpr std::string_view kContentType = "content-type";
inline constexpr std::string_view kGenerationId = "x-generation-id";
inline constexpr std::string_view kRetryAfter = "retry-after";
inline constexpr std::string_view kRateLimitPrefix = "x-ratelimit-";
inline constexpr std::string_view kMetadata = "x-openrouter-metadata";
inline constexpr std::string_view kCache = "x-openrouter-cache";

}  // namespace orbench::api::headers
