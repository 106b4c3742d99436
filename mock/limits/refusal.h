#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/json.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// X-RateLimit-*, in the words of the wire: the reset in milliseconds since 1970.
struct RateHeaders {
  std::string limit;
  std::string remaining;
  std::string reset;
};

/// How limits and lack of money refuse. Limits, credits and the faults that imitate them answer
/// with these. Retry-After counts seconds; without it there is none.
/// Source: the API reference, sections 4.2 to 4.4.

/// 429 of the platform: `what` is the limit's name and any advice.
[[nodiscard]] Script platform_refusal(std::string_view what,
                                      const std::optional<RateHeaders>& headers,
                                      std::optional<std::int64_t> retry_after);
/// 429 of the provider, passed on.
[[nodiscard]] Script upstream_refusal(std::string_view provider, std::string_view model,
                                      std::optional<std::int64_t> retry_after);
/// 429 of the edge, a page.
[[nodiscard]] Script edge_refusal(std::optional<std::int64_t> retry_after);

/// 402, to be tried again: requests that are not over hold the whole balance.
[[nodiscard]] Script in_flight_refusal(std::int64_t retry_after);
/// 402, final: this one request costs more than there is.
[[nodiscard]] Script weight_refusal(std::int64_t tokens_asked, std::int64_t tokens_affordable);
/// 402: the balance is negative, which free models do not mend.
[[nodiscard]] Script balance_refusal();
/// 402: the key has spent its own limit; `period` is when it begins again, empty for never.
[[nodiscard]] Script key_limit_refusal(std::string_view period);

/// What a provider said when it failed, in the copy that the service passes on.
[[nodiscard]] core::Json provider_metadata(std::string_view provider, std::string_view raw,
                                           std::string_view error_type);

}  // namespace orbench::mock
