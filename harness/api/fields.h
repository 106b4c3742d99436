#pragma once

#include <string_view>

/// Field names and fixed values of the wire that more than one place must spell alike.
namespace orbench::api::fields {

inline constexpr std::string_view kDone = "[DONE]";
inline constexpr std::string_view kKeepAliveComment = " OPENROUTER PROCESSING";
inline constexpr std::string_view kEventStream = "text/event-stream";
inline constexpr std::string_view kJson = "application/json";

inline constexpr std::string_view kFinishError = "error";
inline constexpr std::string_view kInFlightBudgetExhausted = "in_flight_budget_exhausted";
inline constexpr std::string_view kGenerationIdPrefix = "gen-";

}  // namespace orbench::api::fields
